package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.logs.CurrentTrace;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done because of something, to its end: what is logged and published meanwhile on its Vert.x context has the trace of it. One piece of work of a
 * context at a time, as a session has one statement at a time.
 */
public final class Caused {

    private Caused() {}

    /**
     * @param trace of this piece of work; null: nobody asked for it
     * @param vm that it is about; null: no one
     */
    public static <T> Uni<T> by(@Nullable TraceContext trace, @Nullable String vm, Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().deferred(() -> {
            var leave = CurrentTrace.enter(trace, vm);
            return Uni.createFrom().<T>deferred(work).onTermination().invoke(leave);
        });
    }

    /** The handling of an inside record: it goes on with its trace, if it has one. */
    static Uni<Void> by(Delivery<? extends FabricEvent> delivery, Supplier<Uni<? extends Void>> work) {
        var trace = CurrentTrace.child(delivery.trace()).orElse(null);
        return by(trace, vm(delivery.topic().vmOf(delivery.key())), work);
    }

    /**
     * The handling of an outside record, where a trace may begin.
     *
     * @param vm that it is about, by what it says and not by its key, which is a stranger's; null: not known
     */
    static Uni<Void> byOutside(Optional<TraceContext> named, @Nullable String vm, Supplier<Uni<? extends Void>> work) {
        return by(CurrentTrace.continued(named), vm, work);
    }

    /** What is said about a record at once. */
    static void say(WireRecord record, Runnable line) {
        CurrentTrace.during(record.trace().orElse(null), vm(record.topic().vmOf(record.key())), line);
    }

    private static @Nullable String vm(Optional<String> vm) {
        return vm.orElse(null);
    }
}
