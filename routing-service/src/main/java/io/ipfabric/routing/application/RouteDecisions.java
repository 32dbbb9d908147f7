package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.routing.application.RoutingStore.Loaded;
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
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                .chain(loaded ->
                        apply(session, loaded, RoutingDecider.decide(loaded.routing(), input, loaded.context())));
    }

    private Uni<Void> apply(Mutiny.Session session, Loaded before, RoutingTransition transition) {
        var after = transition.state();
        if (after.equals(before.routing()) && transition.effects().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var stored = after.canBeForgotten() ? store.forget(session, after) : store.save(session, after);
        var published = published(after.vm(), transition.effects(), before.manifests());
        return stored.chain(() -> store.remember(session, events(transition.effects())))
                .chain(() -> save(session, published.manifests()))
                .chain(() -> outbox.publish(session, published.records()));
    }

    private Uni<Void> save(Mutiny.Session session, Collection<NodeManifest> manifests) {
        return Multi.createFrom()
                .iterable(manifests)
                .onItem()
                .transformToUniAndConcatenate(manifest -> store.save(session, manifest))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** @param manifests those that count something new, as they are then */
    private record Published(List<Outgoing> records, Collection<NodeManifest> manifests) {}

    /** A node's intents and manifests share its partition and its place in the outbox, so that a manifest follows what it counts. */
    private static Published published(VmId vm, List<RoutingEffect> effects, Map<NodeName, NodeManifest> before) {
        var records = new ArrayList<Outgoing>();
        var after = new HashMap<NodeName, NodeManifest>();
        for (var effect : effects) {
            switch (effect) {
                case Instruct(var intent, var superseded) -> {
                    var node = intent.node();
                    var known = after.getOrDefault(node, before.get(node));
                    if (known == null) {
                        throw new IllegalStateException("the context had a node that is not stored: " + node);
                    }
                    var manifest = known.after(intent, superseded);
                    after.put(node, manifest);
                    records.add(Outgoing.of(intent)
                            .inPartition(manifest.partition())
                            .orderedBy(orderingKey(node)));
                    manifest.manifest().ifPresent(record -> records.add(inOrder(record, manifest)));
                }
                case Erase(var node) -> {
                    var manifest = before.get(node);
                    if (manifest != null) {
                        records.add(Outgoing.tombstone(Topic.ROUTE_INTENTS, node + "/" + vm)
                                .inPartition(manifest.partition())
                                .orderedBy(orderingKey(node)));
                    }
                }
                case Tell(var event) -> records.add(Outgoing.of(event));
            }
        }
        return new Published(records, after.values());
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
