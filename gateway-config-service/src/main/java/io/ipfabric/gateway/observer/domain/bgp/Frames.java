package io.ipfabric.gateway.observer.domain.bgp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts what a connection brings into messages. It holds at most one message that is not whole. Not thread-safe. */
public final class Frames {

    private static final int FIRST_CAPACITY = 4_096;

    private final int headerLength;
    private final LengthReading lengths;
    private byte[] held = new byte[FIRST_CAPACITY];
    private int from;
    private int to;

    /** Of a whole message, by its header alone. */
    @FunctionalInterface
    public interface LengthReading {
        int read(Octets header) throws MalformedMessageException;
    }

    public Frames(int headerLength, LengthReading lengths) {
        this.headerLength = headerLength;
        this.lengths = lengths;
    }

    public void add(byte[] bytes) {
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
     * @throws MalformedMessageException if what comes is no message: nothing behind it can be found any more
     */
    public byte @Nullable [] next() throws MalformedMessageException {
        if (to - from < headerLength) {
            return null;
        }
        int length = lengths.read(Octets.of(Arrays.copyOfRange(held, from, from + headerLength)));
        if (to - from < length) {
            return null;
        }
        from += length;
        return Arrays.copyOfRange(held, from - length, from);
    }
}
