package io.ipfabric.ipam.adapter.kafka;

import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.ipam.application.VmAllocations;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** VMs come and go. Where they run is not asked here. */
@ApplicationScoped
public class VmEventConsumer {

    private final EventConsumer consumer;
    private final VmAllocations allocations;

    @Inject
    VmEventConsumer(EventConsumer consumer, VmAllocations allocations) {
        this.consumer = consumer;
        this.allocations = allocations;
    }

    @Incoming("vm-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(VmEvent.class, Set.of(VmCreated.class, VmDeleted.class), batch, this::handle);
    }

    private Uni<Void> handle(Mutiny.Session session, Delivery<VmEvent> delivery) {
        if (delivery.isTombstone()) {
            return Uni.createFrom().voidItem();
        }
        return switch (delivery.event()) {
            case VmCreated created ->
                allocations.created(session, created.vm(), created.generation(), request(created));
            case VmDeleted deleted -> allocations.deleted(session, deleted.vm(), deleted.generation());
            default -> Uni.createFrom().voidItem();
        };
    }

    private static AddressRequest request(VmCreated created) {
        return new AddressRequest(created.cluster(), created.families(), created.addresses());
    }
}
