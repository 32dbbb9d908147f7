package io.ipfabric.contracts.trace;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which request something belongs to, and which piece of work of it (W3C Trace Context, level 1). A trace goes through all processes; each piece of work,
 * here the handling of a request or of a record, is a span of its own. Only version 00 is read, to the letter: whatever else stands there is no trace.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether somebody may keep spans of it; passed on as it came
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {

    /** The name of the header (HTTP), and of the attribute of an event (CloudEvents, distributed tracing extension). */
    public static final String NAME = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");
    private static final int LENGTH = 55;
    private static final int SAMPLED = 1;
    private static final int HEXADECIMAL = 16;

    /** @throws IllegalArgumentException if an id is none */
    public TraceContext {
        if (!FORM.matcher(text(traceId, spanId, sampled)).matches()) {
            throw new IllegalArgumentException("no trace: ids of " + traceId.length() + " and " + spanId.length()
                    + " characters; they are 32 and 16 lower-case hexadecimal digits, not all zero");
        }
    }

    /** Empty: there is none, or it is not of this form. A stranger's mistake in it is never an error. */
    public static Optional<TraceContext> parse(@Nullable String traceparent) {
        if (traceparent == null || traceparent.length() != LENGTH) {
            return Optional.empty();
        }
        var form = FORM.matcher(traceparent);
        return form.matches()
                ? Optional.of(new TraceContext(
                        form.group(1), form.group(2), (Integer.parseInt(form.group(3), HEXADECIMAL) & SAMPLED) != 0))
                : Optional.empty();
    }

    /** A trace of its own, for what nobody else began one. */
    public static TraceContext begun(RandomGenerator random) {
        return new TraceContext(id(random) + id(random), id(random), true);
    }

    /** The next piece of work of the same trace. */
    public TraceContext child(RandomGenerator random) {
        return new TraceContext(traceId, id(random), sampled);
    }

    private static String id(RandomGenerator random) {
        // Never zero: neither may an id be.
        return HexFormat.of().toHexDigits(random.nextLong() | 1L);
    }

    /** The value of {@code traceparent}. Flags of later levels are not passed on (section 3.2.2.5). */
    @Override
    public String toString() {
        return text(traceId, spanId, sampled);
    }

    private static String text(String traceId, String spanId, boolean sampled) {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
