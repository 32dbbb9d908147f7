package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Acts on the records of one partition that were polled together, in their order, within the session's transaction: for whoever can do with
 * fewer round trips what an {@link EventHandler} does one by one. After a failure they come again, each alone.
 */
@FunctionalInterface
public interface BatchHandler<E extends FabricEvent> {

    /** @param deliveries at least one */
    Uni<Void> handle(Mutiny.Session session, List<Delivery<E>> deliveries);

    static <E extends FabricEvent> BatchHandler<E> oneByOne(EventHandler<E> handler) {
        return (session, deliveries) -> Multi.createFrom()
                .iterable(deliveries)
                .onItem()
                .transformToUniAndConcatenate(delivery -> handler.handle(session, delivery))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
