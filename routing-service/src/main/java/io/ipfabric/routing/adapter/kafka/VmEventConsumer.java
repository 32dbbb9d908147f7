package io.ipfabric.routing.adapter.kafka;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationForced;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.routing.application.Forces;
import io.ipfabric.routing.application.RouteDecisions;
import io.ipfabric.routing.domain.Placement;
import io.ipfabric.routing.domain.RoutedAddress;
import io.ipfabric.routing.domain.RoutingInput;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** What vm-service and ipam-service say of VMs. */
@ApplicationScoped
public class VmEventConsumer {

    private final EventConsumer consumer;
    private final RouteDecisions decisions;
    private final Forces forces;

    @Inject
    VmEventConsumer(EventConsumer consumer, RouteDecisions decisions, Forces forces) {
        this.consumer = consumer;
        this.decisions = decisions;
        this.forces = forces;
    }

    @Incoming("vm-events")
    Uni<Void> vmEvents(ConsumerRecords<String, byte[]> batch) {
        return consumer.consumeAsTheWriter(VmEvent.class, batch, this::handleVmEvent);
    }

    @Incoming("address-events")
    Uni<Void> addressEvents(ConsumerRecords<String, byte[]> batch) {
        return consumer.consumeAsTheWriter(AddressEvent.class, batch, this::handleAddressEvent);
    }

    private Uni<Void> handleVmEvent(Mutiny.Session session, Delivery<VmEvent> delivery) {
        var event = delivery.event();
        return event instanceof VmMigrationForced(var vm, var generation, var force)
                ? forces.force(session, vm, generation, force)
                : decisions.decide(session, event.vm(), input(event));
    }

    private Uni<Void> handleAddressEvent(Mutiny.Session session, Delivery<AddressEvent> delivery) {
        return switch (delivery.event()) {
            case AddressesAllocated(var vm, var generation, var addresses) ->
                decisions.decide(session, vm, new RoutingInput.AddressesAllocated(generation, routed(addresses)));
            case AddressesReleased(var vm, var generation, var _) ->
                decisions.decide(session, vm, new RoutingInput.AddressesReleased(generation));
            // vm-service answers for it: without addresses there is nothing to route.
            case AllocationRefused _ -> Uni.createFrom().voidItem();
        };
    }

    private static RoutingInput input(VmEvent event) {
        return switch (event) {
            case VmMigrationStarted moving ->
                new RoutingInput.MigrationStarted(
                        moving.target(),
                        moving.generation(),
                        moving.cutover(),
                        StrictTimeout.orHold(moving.strictTimeout()));
            case VmMigrationSwitched moved ->
                new RoutingInput.MigrationSwitched(
                        moved.target(),
                        moved.generation(),
                        moved.cutover(),
                        StrictTimeout.orHold(moved.strictTimeout()));
            case VmMigrationForced forced -> new RoutingInput.SilenceForced(forced.generation(), forced.force());
            case VmMigrationCancelled cancelled -> new RoutingInput.MigrationCancelled(cancelled.generation());
            case VmCreated created ->
                new RoutingInput.VmPlaced(Placement.first(
                        created.name(),
                        created.cluster(),
                        created.node(),
                        created.generation(),
                        created.iface(),
                        created.running()));
            case VmStarted started -> new RoutingInput.VmStarted(started.node(), started.generation());
            case VmStopped stopped -> new RoutingInput.VmStopped(stopped.generation());
            case VmDeleted deleted -> new RoutingInput.VmDeleted(deleted.generation());
        };
    }

    private static List<RoutedAddress> routed(List<AllocatedAddress> addresses) {
        return addresses.stream()
                .map(address -> new RoutedAddress(address.address(), address.sequence()))
                .toList();
    }
}
