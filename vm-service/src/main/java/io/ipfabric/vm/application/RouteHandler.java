package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.AddressFact;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventHandler;
import io.ipfabric.vm.domain.VmInput;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** What routing-service observed of the routes to a VM's addresses, and of its moves. */
@ApplicationScoped
public class RouteHandler implements EventHandler<RouteEvent> {

    private final Vms vms;

    @Inject
    RouteHandler(Vms vms) {
        this.vms = vms;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Delivery<RouteEvent> delivery) {
        if (delivery.isTombstone()) {
            return Uni.createFrom().voidItem();
        }
        return switch (delivery.event()) {
            case AddressFact fact -> vms.apply(session, fact.vm(), input(fact)).replaceWithVoid();
            case MigrationProgressed fact ->
                vms.apply(session, fact.vm(), input(fact)).replaceWithVoid();
            case RouteStray _, SilenceForced _, ProofWaived _ ->
                Uni.createFrom().voidItem();
        };
    }

    static VmInput input(MigrationProgressed event) {
        return new VmInput.MigrationProgressed(
                event.generation(), event.target(), event.phase(), event.proved(), event.detail(), event.at());
    }

    static VmInput input(AddressFact event) {
        return switch (event) {
            case RouteEvent.RouteAnnounced(var _, var address, var sequence, var node, var epoch, var at) ->
                new VmInput.RouteAnnounced(address, sequence, node, epoch, at);
            case RouteEvent.RouteConfirmed(var _, var address, var sequence, var node, var epoch, var _, var at) ->
                new VmInput.RouteConfirmed(address, sequence, node, epoch, at);
            case RouteEvent.RouteWithdrawn(var _, var address, var sequence, var _, var epoch, var _, var _, var at) ->
                new VmInput.RouteWithdrawn(address, sequence, epoch, at);
            case RouteEvent.RouteDrifted(
                    var _,
                    var address,
                    var sequence,
                    var node,
                    var epoch,
                    var _,
                    var reflector,
                    var at) -> new VmInput.RouteDrifted(address, sequence, node, epoch, reflector != null, at);
        };
    }
}
