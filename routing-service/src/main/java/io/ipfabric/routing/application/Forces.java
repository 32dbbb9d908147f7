package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.OneWriter;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import io.ipfabric.routing.domain.RoutingInput.SilenceForced;
import io.ipfabric.routing.domain.RoutingTransition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** An operator's word in place of a proof that does not come. Said again it changes nothing; what it changed is a fact, and in the log. */
@ApplicationScoped
public class Forces {

    private static final Logger FORCED = Logger.getLogger("io.ipfabric.forced");

    private final RoutingStore store;
    private final RouteDecisions decisions;

    @Inject
    Forces(RoutingStore store, RouteDecisions decisions) {
        this.store = store;
        this.decisions = decisions;
    }

    /**
     * What came of it.
     *
     * @param vm the owner of the address
     * @param nodes that are taken to be silent by a word, this one or an earlier one; empty: there was nothing to force
     */
    public record Forced(VmId vm, List<NodeName> nodes) {}

    /** Until the transaction ends nobody else decides anything. */
    public Uni<Void> lock(Mutiny.Session session) {
        return OneWriter.become(session);
    }

    /** Whatever the owner of the address waits for; empty: nobody owns it. */
    public Uni<Optional<Forced>> force(Mutiny.Session session, Address address, Force force) {
        return OneWriter.become(session)
                .chain(() -> store.ownerOf(session, address))
                .chain(owner -> owner.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : decided(session, owner.get(), new SilenceForced(null, force))
                                .map(transition -> Optional.of(new Forced(owner.get(), silent(transition)))));
    }

    /** What a migration waits for; by who is the {@link OneWriter}. */
    public Uni<Void> force(Mutiny.Session session, VmId vm, Generation migration, Force force) {
        return decided(session, vm, new SilenceForced(migration, force)).replaceWithVoid();
    }

    private Uni<RoutingTransition> decided(Mutiny.Session session, VmId vm, SilenceForced input) {
        return decisions.decided(session, vm, input).invoke(transition -> transition.effects().stream()
                .filter(Tell.class::isInstance)
                .map(effect -> ((Tell) effect).event())
                .filter(RouteEvent.SilenceForced.class::isInstance)
                .map(RouteEvent.SilenceForced.class::cast)
                .forEach(forced -> FORCED.warnf(
                        "forcing: node %s is taken to be silent about VM %s at epoch %s; by %s: %s",
                        forced.node(),
                        forced.vm(),
                        forced.epoch(),
                        forced.force().by() == null
                                ? "nobody who is named"
                                : forced.force().by(),
                        forced.force().reason())));
    }

    private static List<NodeName> silent(RoutingTransition transition) {
        return transition.state().endpoints().entrySet().stream()
                .filter(endpoint -> endpoint.getValue().proof().forced() != null)
                .map(endpoint -> endpoint.getKey())
                .toList();
    }
}
