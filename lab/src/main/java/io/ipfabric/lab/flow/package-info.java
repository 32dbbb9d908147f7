/** Flows of numbered packets towards a guest that moves: what was sent, what arrived, where it was delivered, and what that adds up to. */
@NullMarked
package io.ipfabric.lab.flow;

import org.jspecify.annotations.NullMarked;
