package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.Problem;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Acts on an outside record within the session's transaction, or refuses it: then the record and the problem go to {@code vm-rejections}. */
@FunctionalInterface
public interface OutsideEventHandler<E extends FabricEvent> {
    Uni<Optional<Problem>> handle(Mutiny.Session session, Delivery<E> delivery);
}
