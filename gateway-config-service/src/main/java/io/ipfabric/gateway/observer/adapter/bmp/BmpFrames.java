package io.ipfabric.gateway.observer.adapter.bmp;

import io.ipfabric.gateway.observer.domain.bgp.MalformedMessageException;
import io.ipfabric.gateway.observer.domain.bgp.Octets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts what a connection brings into messages. It holds at most one message that is not whole. Not thread-safe. */
final class BmpFrames {

    private static final int FIRST_CAPACITY = 4_096;

    private byte[] held = new byte[FIRST_CAPACITY];
    private int from;
    private int to;

    void add(byte[] bytes) {
        if (from > 0) {
            System.arraycopy(held, from, held, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to + bytes.length > held.length) {
            held = Arrays.copyOf(held, Math.max(held.length * 2, to + bytes.length));
        }
        System.arraycopy(bytes, 0, held, to, bytes.length);
        to += bytes.length;
    }

    /**
     * Call it until there is none, before more is added.
     *
     * @return the next message, whole; null: it has not come yet
     * @throws MalformedMessageException if what comes is no BMP: nothing behind it can be found any more
     */
    byte @Nullable [] next() throws MalformedMessageException {
        if (to - from < BmpDecoder.HEADER_LENGTH) {
            return null;
        }
        int length = BmpDecoder.messageLength(Octets.of(Arrays.copyOfRange(held, from, from + 5)));
        if (to - from < length) {
            return null;
        }
        from += length;
        return Arrays.copyOfRange(held, from - length, from);
    }
}
