package io.ipfabric.contracts.codec;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents attributes around an event (CloudEvents 1.0.2, section 3).
 *
 * @param id unique within {@code source}
 * @param source who wrote it: {@code /ip-fabric/<service>} inside, any URI reference outside
 * @param time when it happened; absent where an outside producer does not say
 * @param sequence orders the events of one source about one subject (extension {@code sequence}); absent: not ordered
 */
public record Envelope(
        String id,
        String source,
        @Nullable Instant time,
        @Nullable Long sequence) {

    /** Long enough for any producer, short enough for an index. */
    public static final int TEXT_LENGTH_MAX = 255;

    public static Envelope of(String id, String source, Instant time) {
        return new Envelope(id, source, time, null);
    }
}
