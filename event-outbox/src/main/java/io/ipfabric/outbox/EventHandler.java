package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Acts on an inside record within the session's transaction. A refusal is a value, not an exception: an exception that is no passing
 * trouble of the database parks the record's key. The same record may come again after a failure, never after a success.
 */
@FunctionalInterface
public interface EventHandler<E extends FabricEvent> {
    Uni<Void> handle(Mutiny.Session session, Delivery<E> delivery);
}
