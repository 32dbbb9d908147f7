/** Where a switch is rehearsed: a real kernel's links, routes and sets, none of which any packet meets. */
@NullMarked
package io.ipfabric.node.adapter.netlink.rehearsal;

import org.jspecify.annotations.NullMarked;
