package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/** What the reflectors hold: kept, and given to the VMs that it concerns. Of prefixes that are no host route nothing is kept. */
@ApplicationScoped
public class Observations {

    private final RoutingStore store;
    private final ReflectorStore reflectors;
    private final RouteDecisions decisions;
    private final Outbox outbox;
    private final RoutingMeters meters;
    private final Clock clock = Clock.systemUTC();

    @Inject
    Observations(
            RoutingStore store,
            ReflectorStore reflectors,
            RouteDecisions decisions,
            Outbox outbox,
            RoutingMeters meters) {
        this.store = store;
        this.reflectors = reflectors;
        this.decisions = decisions;
        this.outbox = outbox;
        this.meters = meters;
    }

    public Uni<Void> seen(Mutiny.Session session, ReflectorRoute route) {
        if (!route.prefix().isHost()) {
            return Uni.createFrom().voidItem();
        }
        var address = route.prefix().network();
        return store.becomeTheWriter(session)
                .chain(() -> reflectors.save(session, route, address))
                .chain(change -> {
                    if (Set.copyOf(change.before()).equals(Set.copyOf(route.paths()))) {
                        // Said again: whoever it concerns knows it.
                        return Uni.createFrom().voidItem();
                    }
                    return change.owners().isEmpty()
                            ? ownerless(session, route, address, change.before())
                            : decisions.decideAll(session, change.owners(), new ReflectorsSeen());
                });
    }

    public Uni<Void> gone(Mutiny.Session session, RouterName reflector, Prefix prefix) {
        if (!prefix.isHost()) {
            return Uni.createFrom().voidItem();
        }
        return store.becomeTheWriter(session)
                .chain(() -> reflectors.remove(session, reflector, prefix.network()))
                .chain(() -> reflectors.ownersOf(session, List.of(prefix.network())))
                .chain(owners -> decisions.decideAll(session, owners, new ReflectorsSeen()));
    }

    /** Besides those of which a path went, whoever waits for a proof may have it now: by one more reflector that can be seen, or by one less. */
    public Uni<Void> seen(Mutiny.Session session, ReflectorSight sight) {
        return store.becomeTheWriter(session)
                .chain(() -> reflectors.save(session, sight))
                .chain(gone -> reflectors.ownersOf(session, gone))
                .chain(owners -> reflectors.waitingForReflectors(session).map(waiting -> {
                    var all = new TreeSet<>(owners);
                    all.addAll(waiting);
                    return List.copyOf(all);
                }))
                .chain(vms -> decisions.decideAll(session, vms, new ReflectorsSeen()));
    }

    /** An address of a pool that no VM has. */
    private Uni<Void> ownerless(Mutiny.Session session, ReflectorRoute route, Address address, List<Path> before) {
        var strays = route.paths().stream()
                .filter(path -> !before.contains(path))
                .map(path -> new RouteStray(
                        address,
                        null,
                        route.reflector(),
                        path.peer(),
                        path.nextHop(),
                        "nobody owns the address",
                        clock.instant()))
                .toList();
        if (strays.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return reflectors.isInPool(session, address).chain(owned -> {
            if (!owned) {
                return Uni.createFrom().voidItem();
            }
            strays.forEach(meters::count);
            return outbox.publish(session, strays.stream().map(Outgoing::of).toList());
        });
    }
}
