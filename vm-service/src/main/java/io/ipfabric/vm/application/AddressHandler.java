package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventHandler;
import io.ipfabric.vm.domain.VmInput;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** What ipam-service says of a VM's addresses. */
@ApplicationScoped
public class AddressHandler implements EventHandler<AddressEvent> {

    private final Vms vms;

    @Inject
    AddressHandler(Vms vms) {
        this.vms = vms;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Delivery<AddressEvent> delivery) {
        if (delivery.isTombstone()) {
            return Uni.createFrom().voidItem();
        }
        var event = delivery.event();
        return vms.apply(session, event.vm(), input(event)).replaceWithVoid();
    }

    static VmInput input(AddressEvent event) {
        return switch (event) {
            case AddressEvent.AddressesAllocated(var _, var generation, var addresses) ->
                new VmInput.AddressesAllocated(generation, addresses);
            case AddressEvent.AddressesReleased(var _, var generation, var addresses) ->
                new VmInput.AddressesReleased(generation, addresses);
            case AddressEvent.AllocationRefused(var _, var generation, var problem) ->
                new VmInput.AllocationRefused(generation, problem);
        };
    }
}
