/** The kernel port over rtnetlink. */
@NullMarked
package io.ipfabric.node.adapter.netlink;

import org.jspecify.annotations.NullMarked;
