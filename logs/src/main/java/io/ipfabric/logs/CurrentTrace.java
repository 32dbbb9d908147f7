package io.ipfabric.logs;

import io.ipfabric.contracts.trace.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The piece of work that is done now, in the logging context: it belongs to the Vert.x context of the request or record where there is one, so that it follows
 * a chain of callbacks, and else to the thread. Every line that is logged meanwhile has it, and every record that is published because of it.
 */
public final class CurrentTrace {

    private CurrentTrace() {}

    /** What was begun last; empty: nobody asked for what is done now. */
    public static Optional<TraceContext> find() {
        return TraceContext.parse((String) MDC.get(TraceContext.NAME));
    }

    /** @param now null: nobody's */
    public static void set(@Nullable TraceContext now) {
        if (now == null) {
            MDC.remove(TraceContext.NAME);
            MDC.remove(LogKeys.TRACE_ID);
            MDC.remove(LogKeys.SPAN_ID);
        } else {
            MDC.put(TraceContext.NAME, now.toString());
            MDC.put(LogKeys.TRACE_ID, now.traceId());
            MDC.put(LogKeys.SPAN_ID, now.spanId());
        }
    }

    /** The next piece of work of the trace; without one the first of a new one: something came from outside. */
    public static TraceContext continued(Optional<TraceContext> before) {
        var random = ThreadLocalRandom.current();
        return before.map(trace -> trace.child(random)).orElseGet(() -> TraceContext.begun(random));
    }

    /** The same for what only goes on with what others began. */
    public static Optional<TraceContext> child(Optional<TraceContext> before) {
        return before.map(trace -> trace.child(ThreadLocalRandom.current()));
    }

    /**
     * From now on what is done is about this.
     *
     * @return to be run where it ends: what was current is current again
     */
    public static Runnable enter(@Nullable TraceContext trace, @Nullable String vm) {
        var before = find().orElse(null);
        var vmBefore = MDC.get(LogKeys.VM);
        set(trace);
        put(LogKeys.VM, vm);
        return () -> {
            set(before);
            put(LogKeys.VM, vmBefore);
        };
    }

    /** For what is done at once. */
    public static void during(@Nullable TraceContext trace, @Nullable String vm, Runnable work) {
        var leave = enter(trace, vm);
        try {
            work.run();
        } finally {
            leave.run();
        }
    }

    /** One of {@link LogKeys}; null: it is not known any more. */
    public static void put(String key, @Nullable Object value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value.toString());
        }
    }

    /** What of the logging context a line of JSON has. */
    static List<String> keys() {
        return List.of(LogKeys.TRACE_ID, LogKeys.SPAN_ID, LogKeys.VM, LogKeys.ADDRESS, LogKeys.EPOCH);
    }
}
