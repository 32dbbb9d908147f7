package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Acts on the records of one topic that are handled together, those of a partition in their order, within the session's transaction: for whoever
 * can do with fewer round trips what an {@link EventHandler} does one by one. After a failure they come again, each alone. What is made of several records
 * together has nobody's trace unless the handler says whose ({@link Caused}).
 */
@FunctionalInterface
public interface BatchHandler<E extends FabricEvent> {

    /** @param deliveries at least one */
    Uni<Void> handle(Mutiny.Session session, List<Delivery<E>> deliveries);

    /** Each in the trace that it brings. */
    static <E extends FabricEvent> BatchHandler<E> oneByOne(EventHandler<E> handler) {
        return (session, deliveries) ->
                InOrder.each(deliveries, delivery -> Caused.by(delivery, () -> handler.handle(session, delivery)));
    }

    /**
     * For levels: of what came of one subject only the last record says how it is now, and it is the cause of what comes of it.
     *
     * @param subject what a record is about, and who says it
     */
    static <E extends FabricEvent> BatchHandler<E> lastOfEach(
            Function<Delivery<E>, Object> subject, EventHandler<E> handler) {
        return (session, deliveries) -> {
            var last = new LinkedHashMap<Object, Delivery<E>>();
            // In the place of the first: who spoke first goes on being heard first.
            deliveries.forEach(delivery -> last.put(subject.apply(delivery), delivery));
            return oneByOne(handler).handle(session, List.copyOf(last.values()));
        };
    }
}
