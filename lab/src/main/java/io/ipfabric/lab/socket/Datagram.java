package io.ipfabric.lab.socket;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What a socket received.
 *
 * @param bytes valid until the next is received; of a {@link TimestampedSocket#capture} from the Ethernet header on
 * @param at when the kernel had it, by CLOCK_REALTIME
 * @param link index of the interface, of a capture; else 0
 */
public record Datagram(ByteBuffer bytes, Instant at, int link) {}
