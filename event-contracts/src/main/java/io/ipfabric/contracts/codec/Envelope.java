package io.ipfabric.contracts.codec;

import io.ipfabric.contracts.trace.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents attributes around an event (CloudEvents 1.0.2, section 3).
 *
 * @param id unique within {@code source}
 * @param source who wrote it: {@code /ip-fabric/<service>} inside, any URI reference outside
 * @param time when it happened; absent where an outside producer does not say
 * @param sequence orders the events of one source about one subject (extension {@code sequence}); absent: not ordered
 * @param trace which request caused it (distributed tracing extension, {@code traceparent}); absent: none that is known
 */
public record Envelope(
        String id,
        String source,
        @Nullable Instant time,
        @Nullable Long sequence,
        @Nullable TraceContext trace) {

    /** Long enough for any producer, short enough for an index. */
    public static final int TEXT_LENGTH_MAX = 255;

    public Envelope(String id, String source, @Nullable Instant time, @Nullable Long sequence) {
        this(id, source, time, sequence, null);
    }

    public static Envelope of(String id, String source, Instant time) {
        return new Envelope(id, source, time, null);
    }

    /** The same, because of that request. */
    public Envelope causedBy(@Nullable TraceContext cause) {
        return new Envelope(id, source, time, sequence, cause);
    }
}
