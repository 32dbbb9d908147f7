/**
 * The whole control plane in one thread: the real deciders and the real agents, in-memory topics, seeded faults, invariants after
 * every step.
 */
@NullMarked
package io.ipfabric.simulation;

import org.jspecify.annotations.NullMarked;
