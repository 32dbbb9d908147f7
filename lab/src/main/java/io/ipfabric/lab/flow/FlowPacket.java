package io.ipfabric.lab.flow;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What a packet of a flow carries.
 *
 * @param flow its {@link Flow#id}
 * @param sequence from 0, without gaps
 * @param sentAt by the sender's CLOCK_REALTIME
 */
record FlowPacket(int flow, int sequence, Instant sentAt) {

    /** Guards against strangers: whoever else sends to the port is not heard. */
    private static final int MAGIC = 0x49504641;

    static final int BYTES = 24;

    ByteBuffer encode() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .putInt(flow)
                .putInt(sequence)
                .putLong(sentAt.getEpochSecond())
                .putInt(sentAt.getNano())
                .flip();
    }

    /** @return empty if the payload is none of ours */
    static Optional<FlowPacket> decode(ByteBuffer payload) {
        var bytes = payload.slice();
        if (bytes.remaining() != BYTES || bytes.getInt() != MAGIC) {
            return Optional.empty();
        }
        int flow = bytes.getInt();
        int sequence = bytes.getInt();
        long second = bytes.getLong();
        int nanos = bytes.getInt();
        // The bound is Instant's own.
        if (sequence < 0 || nanos < 0 || nanos > 999_999_999 || second < 0 || second > Instant.MAX.getEpochSecond()) {
            return Optional.empty();
        }
        return Optional.of(new FlowPacket(flow, sequence, Instant.ofEpochSecond(second, nanos)));
    }
}
