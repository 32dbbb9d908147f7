/** FRR on this node: asked over its vty sockets, configured by its own tools. Checked against 8.4.4. Needs membership in the group {@code frrvty}. */
@NullMarked
package io.ipfabric.node.adapter.frr;

import org.jspecify.annotations.NullMarked;
