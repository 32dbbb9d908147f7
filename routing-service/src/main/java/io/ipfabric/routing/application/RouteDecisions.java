package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingDecider;
import io.ipfabric.routing.domain.RoutingEffect;
import io.ipfabric.routing.domain.RoutingEffect.Erase;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import io.ipfabric.routing.domain.RoutingInput;
import io.ipfabric.routing.domain.RoutingInput.VmPlaced;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingTransition;
import io.ipfabric.routing.domain.VmRouting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** The shell around {@link RoutingDecider}: load, decide, store the state and what is to be published, all in the caller's transaction. */
@ApplicationScoped
public class RouteDecisions {

    private final RoutingStore store;
    private final Outbox outbox;
    private final Clock clock = Clock.systemUTC();

    @Inject
    RouteDecisions(RoutingStore store, Outbox outbox) {
        this.store = store;
        this.outbox = outbox;
    }

    public Uni<Void> decide(Mutiny.Session session, VmId vm, RoutingInput input) {
        return store.becomeTheWriter(session)
                .chain(() -> store.load(session, vm, nodesOf(input), clock.instant()))
                .chain(loaded -> apply(
                        session, loaded.routing(), RoutingDecider.decide(loaded.routing(), input, loaded.context())));
    }

    private Uni<Void> apply(Mutiny.Session session, VmRouting before, RoutingTransition transition) {
        var after = transition.state();
        if (after.equals(before) && transition.effects().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var stored = after.canBeForgotten() ? store.forget(session, after) : store.save(session, after);
        return stored.chain(() -> store.remember(session, events(transition.effects())))
                .chain(() -> outgoing(session, after.vm(), transition.effects()))
                .chain(records -> outbox.publish(session, records));
    }

    /** A node's intents and manifests share its partition and its place in the outbox, so that a manifest follows what it counts. */
    private Uni<List<Outgoing>> outgoing(Mutiny.Session session, VmId vm, List<RoutingEffect> effects) {
        return Multi.createFrom()
                .iterable(effects)
                .onItem()
                .transformToUniAndConcatenate(effect -> switch (effect) {
                    case Instruct instruct -> instructed(session, instruct);
                    case Erase(var node) -> erased(session, node, vm);
                    case Tell(var event) -> Uni.createFrom().item(List.of(Outgoing.of(event)));
                })
                .collect()
                .in(ArrayList<Outgoing>::new, List::addAll)
                .map(List::copyOf);
    }

    private Uni<List<Outgoing>> instructed(Mutiny.Session session, Instruct instruct) {
        var node = instruct.intent().node();
        return store.manifest(session, node).chain(found -> {
            var manifest = found.orElseThrow(
                            () -> new IllegalStateException("the context had a node that is not stored: " + node))
                    .after(instruct.intent(), instruct.superseded());
            var records = new ArrayList<Outgoing>();
            records.add(Outgoing.of(instruct.intent())
                    .inPartition(manifest.partition())
                    .orderedBy(orderingKey(node)));
            manifest.manifest().ifPresent(record -> records.add(inOrder(record, manifest)));
            return store.save(session, manifest).replaceWith(records);
        });
    }

    private Uni<List<Outgoing>> erased(Mutiny.Session session, NodeName node, VmId vm) {
        return store.manifest(session, node)
                .map(found -> found.map(manifest -> List.of(Outgoing.tombstone(Topic.ROUTE_INTENTS, node + "/" + vm)
                                .inPartition(manifest.partition())
                                .orderedBy(orderingKey(node))))
                        .orElse(List.of()));
    }

    static Outgoing inOrder(Manifest record, NodeManifest manifest) {
        return Outgoing.of(record).inPartition(manifest.partition()).orderedBy(orderingKey(record.node()));
    }

    static String orderingKey(NodeName node) {
        return "node/" + node;
    }

    private static List<RouteEvent> events(List<RoutingEffect> effects) {
        return effects.stream()
                .filter(Tell.class::isInstance)
                .map(effect -> ((Tell) effect).event())
                .toList();
    }

    private static Set<NodeName> nodesOf(RoutingInput input) {
        return switch (input) {
            case VmPlaced(var placement) -> Set.of(placement.node());
            case VmStarted started -> Set.of(started.node());
            default -> Set.of();
        };
    }
}
