package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.logs.CurrentTrace;
import io.ipfabric.outbox.Caused;
import io.ipfabric.outbox.InOrder;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.routing.application.RoutingStore.Decided;
import io.ipfabric.routing.application.RoutingStore.Loaded;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.RoutingDecider;
import io.ipfabric.routing.domain.RoutingEffect;
import io.ipfabric.routing.domain.RoutingEffect.Erase;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import io.ipfabric.routing.domain.RoutingInput;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.FabricChanged;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.MigrationSwitched;
import io.ipfabric.routing.domain.RoutingInput.TimePassed;
import io.ipfabric.routing.domain.RoutingInput.VmPlaced;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingTransition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The shell around {@link RoutingDecider}: load, decide, save, all in the caller's transaction: two round trips, and one more where a node was proved to have nothing left. What nobody asked for, because time passed or a
 * reflector was seen, goes on with the trace of what was asked for last of the VM: so a trace leads from a request to {@code confirmed}.
 */
@ApplicationScoped
public class RouteDecisions {

    private final RoutingStore store;
    private final RemovalStore removals;
    private final WakeUps wakeUps;
    private final RoutingMeters meters;
    private final Timing timing;

    @Inject
    RouteDecisions(
            RoutingStore store, RemovalStore removals, WakeUps wakeUps, RoutingMeters meters, RoutingConfig config) {
        this.store = store;
        this.removals = removals;
        this.wakeUps = wakeUps;
        this.meters = meters;
        timing = Timing.DEFAULT.withRedirectHold(config.redirectHold());
    }

    /** By who is the {@link io.ipfabric.outbox.OneWriter}. */
    public Uni<Void> decide(Mutiny.Session session, VmId vm, RoutingInput input) {
        return decided(session, vm, input).replaceWithVoid();
    }

    /** One after another, by who is the writer. */
    Uni<Void> decideAll(Mutiny.Session session, List<VmId> vms, RoutingInput input) {
        return InOrder.each(vms, vm -> decided(session, vm, input));
    }

    /** By who is the writer. */
    Uni<RoutingTransition> decided(Mutiny.Session session, VmId vm, RoutingInput input) {
        return load(session, vm, input).chain(loaded -> decided(session, loaded, input));
    }

    /** With the nodes that the input speaks of. */
    Uni<Loaded> load(Mutiny.Session session, VmId vm, RoutingInput input) {
        return store.load(session, vm, nodesOf(input), timing);
    }

    Uni<RoutingTransition> decided(Mutiny.Session session, Loaded loaded, RoutingInput input) {
        var cause = CurrentTrace.find().or(() -> CurrentTrace.child(loaded.cause()));
        return Caused.by(cause.orElse(null), loaded.routing().vm().value(), () -> {
            var transition = RoutingDecider.decide(loaded.routing(), input, loaded.context());
            return apply(session, loaded, input, transition).replaceWith(transition);
        });
    }

    /** A report has the trace that is known already, unless an older one is told again; and who changes the fabric orders nothing of this VM. */
    private static Optional<TraceContext> lastCause(Loaded loaded, RoutingInput input) {
        return input instanceof EndpointReported || input instanceof FabricChanged
                ? loaded.cause().or(CurrentTrace::find)
                : CurrentTrace.find();
    }

    private Uni<Void> apply(Mutiny.Session session, Loaded before, RoutingInput input, RoutingTransition transition) {
        var after = transition.state();
        boolean changed =
                !after.equals(before.routing()) || !transition.effects().isEmpty();
        meters.count(input, changed);
        if (!changed) {
            return input instanceof TimePassed
                    ? wake(session, before, transition)
                    : Uni.createFrom().voidItem();
        }
        meters.count(transition.effects());
        Overdue.say(before.routing(), after);
        Overdue.sayWaived(events(transition.effects()));
        expect(before, transition);
        var manifests = before.manifests().values().stream()
                .map(manifest -> manifest.after(before.routing(), transition))
                .filter(manifest -> !manifest.equals(before.manifests().get(manifest.node())))
                .toList();
        var decided = new Decided(
                before.routing(),
                after,
                lastCause(before, input).orElse(null),
                transition.due(),
                events(transition.effects()),
                manifests,
                records(before, transition, manifests));
        var removed = decided.removed();
        return removed.isEmpty()
                ? store.save(session, decided)
                : store.save(session, decided).chain(() -> removals.remember(session, after.vm(), removed));
    }

    private Uni<Void> wake(Mutiny.Session session, Loaded before, RoutingTransition transition) {
        expect(before, transition);
        return store.wake(session, transition.state().vm(), transition.due());
    }

    private void expect(Loaded before, RoutingTransition transition) {
        var due = transition.due();
        if (due != null) {
            wakeUps.expect(Duration.between(before.context().now(), due));
        }
    }

    /**
     * A node's intents and manifests share its partition and its place in the outbox, so that a manifest follows what it counts.
     *
     * @param manifests those that the decision changed
     */
    private static List<Outgoing> records(Loaded before, RoutingTransition transition, List<NodeManifest> manifests) {
        var records = new ArrayList<Outgoing>();
        for (var effect : transition.effects()) {
            switch (effect) {
                case Instruct(var intent, var _) -> {
                    var manifest = before.manifests().get(intent.node());
                    if (manifest == null) {
                        throw new IllegalStateException("the context had a node that is not stored: " + intent.node());
                    }
                    records.add(inOrder(intent, manifest));
                }
                case Erase(var node) -> {
                    var manifest = before.manifests().get(node);
                    if (manifest != null) {
                        records.add(Outgoing.tombstone(
                                        Topic.ROUTE_INTENTS,
                                        node + "/" + transition.state().vm())
                                .inPartition(manifest.partition())
                                .orderedBy(orderingKey(node)));
                    }
                }
                case Tell(var event) -> records.add(Outgoing.of(event));
            }
        }
        for (var manifest : manifests) {
            var known = before.manifests().get(manifest.node());
            if (known == null || manifest.generation() > known.generation()) {
                manifest.manifest().ifPresent(record -> records.add(inOrder(record, manifest)));
            }
        }
        return records;
    }

    static Outgoing inOrder(RouteIntent record, NodeManifest manifest) {
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
            case MigrationStarted started -> Set.of(started.target());
            case MigrationSwitched switched -> Set.of(switched.target());
            case EndpointReported(var report) -> Set.of(report.node());
            default -> Set.of();
        };
    }
}
