package io.ipfabric.ipam.adapter.kafka;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.ipam.application.VmAllocations;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** Only the last withdrawal of an allocation counts here: a VM that stopped keeps its addresses. */
@ApplicationScoped
public class RouteEventConsumer {

    private final EventConsumer consumer;
    private final VmAllocations allocations;

    @Inject
    RouteEventConsumer(EventConsumer consumer, VmAllocations allocations) {
        this.consumer = consumer;
        this.allocations = allocations;
    }

    @Incoming("route-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(RouteEvent.class, Set.of(RouteWithdrawn.class), batch, this::handle);
    }

    private Uni<Void> handle(Mutiny.Session session, Delivery<RouteEvent> delivery) {
        if (delivery.isTombstone()) {
            return Uni.createFrom().voidItem();
        }
        return switch (delivery.event()) {
            case RouteWithdrawn gone
            when gone.ended() -> allocations.routeEnded(session, gone.vm(), gone.address(), gone.sequence());
            default -> Uni.createFrom().voidItem();
        };
    }
}
