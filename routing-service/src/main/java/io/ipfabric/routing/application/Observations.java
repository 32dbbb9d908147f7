package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.outbox.InOrder;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.routing.application.ReflectorStore.Change;
import io.ipfabric.routing.application.ReflectorStore.Held;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** What the reflectors hold: kept, and given to the VMs that it concerns at the end of the transaction ({@link HeardTogether}), by who is the {@link io.ipfabric.outbox.OneWriter}. */
@ApplicationScoped
public class Observations {

    private final ReflectorStore reflectors;
    private final HeardTogether heard;
    private final Outbox outbox;
    private final RoutingMeters meters;
    private final Clock clock = Clock.systemUTC();

    @Inject
    Observations(ReflectorStore reflectors, HeardTogether heard, Outbox outbox, RoutingMeters meters) {
        this.reflectors = reflectors;
        this.heard = heard;
        this.outbox = outbox;
        this.meters = meters;
    }

    /**
     * Of what is said twice of one reflector and address the last counts.
     *
     * @param held in the order in which it was seen
     */
    public Uni<Void> seen(Mutiny.Session session, List<Held> held) {
        if (held.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var last = new LinkedHashMap<List<Object>, Held>();
        held.forEach(one -> last.put(List.of(one.reflector(), one.address()), one));
        return reflectors.save(session, last.values()).chain(all -> {
            var changes = all.stream().filter(change -> !change.isNone()).toList();
            var owners = changes.stream()
                    .flatMap(change -> change.owners().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            heard.seen(session, owners);
            return ownerless(session, changes);
        });
    }

    /** Besides those of which a path went, whoever waits for a proof may have it now: by one more reflector that can be seen, or by one less. */
    public Uni<Void> seen(Mutiny.Session session, ReflectorSight sight) {
        return reflectors
                .save(session, sight)
                .chain(gone -> reflectors.ownersOf(session, gone))
                .invoke(owners -> heard.seen(session, owners))
                .chain(() -> reflectors.waitingForReflectors(session))
                .invoke(waiting -> heard.seen(session, waiting))
                .replaceWithVoid();
    }

    private Uni<Void> ownerless(Mutiny.Session session, List<Change> changes) {
        var ofNobody =
                changes.stream().filter(change -> change.owners().isEmpty()).toList();
        return InOrder.each(ofNobody, change -> ownerless(session, change));
    }

    /** An address of a pool that no VM has. */
    private Uni<Void> ownerless(Mutiny.Session session, Change change) {
        var now = change.now();
        var strays = now.paths().stream()
                .filter(path -> !change.before().contains(path))
                .map(path -> new RouteStray(
                        now.address(),
                        null,
                        now.reflector(),
                        path.peer(),
                        path.nextHop(),
                        "nobody owns the address",
                        clock.instant()))
                .toList();
        if (strays.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return reflectors.isInPool(session, now.address()).chain(owned -> {
            if (!owned) {
                return Uni.createFrom().voidItem();
            }
            strays.forEach(meters::count);
            return outbox.publish(session, strays.stream().map(Outgoing::of).toList());
        });
    }
}
