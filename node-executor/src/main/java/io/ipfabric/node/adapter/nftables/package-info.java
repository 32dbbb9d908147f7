/** The source filter over nftables. */
@NullMarked
package io.ipfabric.node.adapter.nftables;

import org.jspecify.annotations.NullMarked;
