package io.ipfabric.lab.flow;

import java.time.Instant;

/**
 * A packet seen somewhere.
 *
 * @param flow its {@link Flow#id}
 * @param sequence its number in the flow
 * @param at when the kernel had it there, by CLOCK_REALTIME
 */
record Arrival(int flow, int sequence, Instant at) {}
