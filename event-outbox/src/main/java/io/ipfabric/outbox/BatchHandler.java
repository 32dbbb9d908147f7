package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Acts on the records of one topic that are handled together, those of a partition in their order, within the session's transaction: for whoever
 * can do with fewer round trips what an {@link EventHandler} does one by one. After a failure they come again, each alone.
 */
@FunctionalInterface
public interface BatchHandler<E extends FabricEvent> {

    /** @param deliveries at least one */
    Uni<Void> handle(Mutiny.Session session, List<Delivery<E>> deliveries);

    static <E extends FabricEvent> BatchHandler<E> oneByOne(EventHandler<E> handler) {
        return (session, deliveries) -> InOrder.each(deliveries, delivery -> handler.handle(session, delivery));
    }

    /**
     * For levels: of what came of one subject only the last record says how it is now.
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
