/** The agent's own directory: which installation it is, whom it obeyed, the router's texts. */
@NullMarked
package io.ipfabric.node.adapter.state;

import org.jspecify.annotations.NullMarked;
