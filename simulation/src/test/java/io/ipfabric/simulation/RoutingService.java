package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.Placement;
import io.ipfabric.routing.domain.ReflectorSights;
import io.ipfabric.routing.domain.RoutedAddress;
import io.ipfabric.routing.domain.RoutingContext;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.RoutingDecider;
import io.ipfabric.routing.domain.RoutingEffect;
import io.ipfabric.routing.domain.RoutingInput;
import io.ipfabric.routing.domain.RoutingTransition;
import io.ipfabric.routing.domain.VmRouting;
import io.ipfabric.routing.domain.Waits;
import io.ipfabric.simulation.Words.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link RoutingDecider} and its shell: epochs, manifests, and who speaks for a node. */
final class RoutingService extends Service {

    private static final FabricId FABRIC = FabricId.of("00000000-0000-4000-8000-000000000000");

    private final Database.Table<VmId, VmRouting> routings = database.table();
    private final Database.Table<ClusterName, Gateways> clusters = database.table();
    private final Database.Table<NodeName, NodeTopology> nodes = database.table();
    private final Database.Table<NodeName, NodeManifest> manifests = database.table();
    private final Database.Table<VmId, Instant> dues = database.table();
    private final Words words = new Words(database);
    private final Observations observations = new Observations(database);
    private final List<DecisionInvariant> invariants = List.of(
            new ConfirmedByAll(),
            new ReleasedUnheld(),
            new FollowedBeforeWithdrawn(),
            new StrictlyOnePath(),
            new ForcedLate(),
            new UnprovedStays());
    /** A sequence of a database: what a transaction drew, no other one gets, even if it is undone. */
    private long epoch = 1;

    RoutingService(World world) {
        super(
                world,
                "routing-service",
                Set.of(
                        Topic.VM_EVENTS,
                        Topic.ADDRESS_EVENTS,
                        Topic.ROUTE_REPORTS,
                        Topic.NODE_REPORTS,
                        Topic.ROUTE_OBSERVATIONS,
                        Topic.FABRIC_TOPOLOGY));
    }

    boolean hasDue() {
        return dues.values().stream().anyMatch(due -> !due.isAfter(world.clock.instant()));
    }

    /** Time has come. */
    void lookAtDue(boolean crash) {
        transaction(crash, () -> {
            for (var vm : dues.keys()) {
                if (!dues.find(vm).orElseThrow().isAfter(world.clock.instant())) {
                    decide(vm, new RoutingInput.TimePassed());
                }
            }
        });
    }

    /** The HTTP door of operators. */
    void force(VmId vm, Force force, boolean crash) {
        transaction(crash, () -> decide(vm, new RoutingInput.SilenceForced(null, force)));
    }

    Words words() {
        return words;
    }

    List<VmRouting> routings() {
        return routings.values();
    }

    @Override
    void handle(WireRecord record) {
        if (record.topic() == Topic.ROUTE_OBSERVATIONS) {
            observed(record);
            return;
        }
        if (record.isTombstone()) {
            return;
        }
        switch (record.topic()) {
            case VM_EVENTS -> {
                var event = Bus.decoded(VmEvent.class, record);
                decide(event.vm(), input(event));
            }
            case ADDRESS_EVENTS -> handle(Bus.decoded(AddressEvent.class, record));
            case ROUTE_REPORTS -> {
                var report = Bus.decoded(RouteReport.class, record);
                if (isOwn(report.node(), report.instance())) {
                    decide(report.vm(), new RoutingInput.EndpointReported(report));
                }
            }
            case NODE_REPORTS -> {
                var report = Bus.decoded(NodeReport.class, record);
                var _ = isOwn(report.node(), report.instance());
            }
            case FABRIC_TOPOLOGY -> handle(Bus.decoded(TopologyEvent.class, record));
            default -> throw new IllegalArgumentException("not subscribed to " + record.topic());
        }
    }

    private void observed(WireRecord record) {
        var changed = observations.read(record);
        for (var vm : routings.keys()) {
            var routing = routings.find(vm).orElseThrow();
            boolean concerned = routing.addresses().stream()
                    .anyMatch(address -> changed.addresses().contains(address.address()));
            if (concerned || (changed.sight() && Waits.forReflectors(routing))) {
                decide(vm, new RoutingInput.ReflectorsSeen());
            }
        }
    }

    private void handle(TopologyEvent event) {
        switch (event) {
            case ClusterTopology cluster -> {
                clusters.put(cluster.name(), cluster.gateways());
                observations.reflectorsAre(cluster);
            }
            case NodeTopology node -> {
                nodes.put(node.name(), node);
                if (manifests.find(node.name()).isEmpty()) {
                    manifests.put(node.name(), NodeManifest.empty(FABRIC, node.name(), node.intentPartition()));
                }
                for (var vm : routings.keys()) {
                    decide(vm, new RoutingInput.FabricChanged());
                }
            }
            case PoolTopology _ -> {}
        }
    }

    private void handle(AddressEvent event) {
        switch (event) {
            case AddressEvent.AddressesAllocated(var vm, var generation, var addresses) ->
                decide(vm, new RoutingInput.AddressesAllocated(generation, routed(addresses)));
            case AddressEvent.AddressesReleased(var vm, var generation, var _) ->
                decide(vm, new RoutingInput.AddressesReleased(generation));
            case AddressEvent.AllocationRefused _ -> {}
        }
    }

    private static List<RoutedAddress> routed(List<AllocatedAddress> addresses) {
        return addresses.stream()
                .map(address -> new RoutedAddress(address.address(), address.sequence()))
                .toList();
    }

    private RoutingInput input(VmEvent event) {
        return switch (event) {
            case VmEvent.VmMigrationStarted(var _, var _, var target, var generation, var cutover, var timeout) ->
                new RoutingInput.MigrationStarted(target, generation, cutover, sabotaged(timeout));
            case VmEvent.VmMigrationSwitched(var _, var target, var generation, var cutover, var timeout) ->
                new RoutingInput.MigrationSwitched(target, generation, cutover, sabotaged(timeout));
            case VmEvent.VmMigrationForced(var _, var generation, var force) ->
                new RoutingInput.SilenceForced(generation, force);
            case VmEvent.VmMigrationCancelled(var _, var generation) -> new RoutingInput.MigrationCancelled(generation);
            case VmEvent.VmCreated created ->
                new RoutingInput.VmPlaced(Placement.first(
                        created.name(),
                        created.cluster(),
                        created.node(),
                        created.generation(),
                        created.iface(),
                        created.running()));
            case VmEvent.VmStarted(var _, var node, var generation) -> new RoutingInput.VmStarted(node, generation);
            case VmEvent.VmStopped(var _, var _, var generation) -> new RoutingInput.VmStopped(generation);
            case VmEvent.VmDeleted(var _, var generation) -> new RoutingInput.VmDeleted(generation);
        };
    }

    private StrictTimeout sabotaged(@Nullable StrictTimeout timeout) {
        return world.sabotage == Sabotage.HOLD_IGNORED ? StrictTimeout.PROCEED : StrictTimeout.orHold(timeout);
    }

    private boolean isOwn(NodeName node, NodeInstance instance) {
        var manifest = manifests.find(node);
        if (manifest.isEmpty()) {
            return false;
        }
        var known = manifest.get();
        if (known.instance() == null) {
            var bound = known.boundTo(instance).again();
            manifests.put(node, bound);
            bound.manifest().ifPresent(record -> publishInOrder(record, bound));
            return true;
        }
        return known.instance().equals(instance);
    }

    private void decide(VmId vm, RoutingInput input) {
        var before = routings.find(vm).orElseGet(() -> VmRouting.unknown(vm));
        var seen = observations.of(before.addresses());
        var transition = sabotaged(RoutingDecider.decide(before, input, context(before, input, seen)));
        var after = transition.state();
        if (!seen.states().isEmpty()) {
            var decision = new DecisionInvariant.Decision(before, transition, seen, world);
            invariants.forEach(invariant -> invariant.check(decision));
        }
        if (!after.equals(before)) {
            routings.put(vm, after);
        }
        var due = transition.due();
        if (due == null) {
            dues.remove(vm);
        } else {
            dues.put(vm, due);
        }
        transition.effects().forEach(effect -> perform(before, effect));
        for (var known : manifests.values()) {
            var manifest = known.after(before, transition);
            manifests.put(known.node(), manifest);
            if (manifest.generation() > known.generation()) {
                manifest.manifest().ifPresent(record -> publishInOrder(record, manifest));
            }
        }
    }

    private RoutingTransition sabotaged(RoutingTransition decided) {
        return world.sabotage == Sabotage.WITHDRAWAL_LOST
                ? new RoutingTransition(
                        decided.state(),
                        decided.effects().stream()
                                .filter(effect -> !(effect instanceof RoutingEffect.Instruct(var intent, var _)
                                        && intent instanceof RouteIntent.Withdraw))
                                .toList(),
                        decided.due())
                : decided;
    }

    private RoutingContext context(VmRouting routing, RoutingInput input, ReflectorSights seen) {
        var known = new TreeMap<NodeName, FabricNode>();
        for (var node : nodes.values()) {
            clusters.find(node.cluster())
                    .ifPresent(cluster ->
                            known.put(node.name(), new FabricNode(cluster, node.address(), node.address6())));
        }
        var first = Epoch.of(world.sabotage == Sabotage.STUCK_EPOCH ? 1 : epoch);
        epoch += RoutingContext.EPOCHS;
        return new RoutingContext(
                world.clock.instant(), first, known, world.sabotage.sight(routing, seen), timing(input));
    }

    private Timing timing(RoutingInput input) {
        var usual = Timing.DEFAULT;
        var atOnce = input instanceof RoutingInput.SilenceForced ? Sabotage.WORD_AT_ONCE : Sabotage.WAIVED_AT_ONCE;
        return world.sabotage == atOnce
                ? new Timing(
                        usual.prepared(),
                        usual.held(),
                        usual.arrived(),
                        Duration.ZERO,
                        usual.settle(),
                        usual.redirectHold())
                : usual;
    }

    private void perform(VmRouting before, RoutingEffect effect) {
        switch (effect) {
            case RoutingEffect.Instruct(var intent, var _) ->
                publishInOrder(sabotaged(intent), manifests.find(intent.node()).orElseThrow());
            case RoutingEffect.Erase(var node) ->
                manifests
                        .find(node)
                        .ifPresent(manifest -> publish(
                                orderingKey(node),
                                WireRecord.tombstone(
                                        Topic.ROUTE_INTENTS, manifest.partition(), node + "/" + before.vm())));
            case RoutingEffect.Tell(var event) -> {
                if (event instanceof RouteEvent.SilenceForced forced) {
                    words.say(word(before, forced));
                }
                publish(event);
            }
        }
    }

    private static Word word(VmRouting before, RouteEvent.SilenceForced forced) {
        var told = Objects.requireNonNull(before.endpoints().get(forced.node()));
        var addresses = told.addresses().stream().map(RoutedAddress::address).collect(Collectors.toSet());
        var iface = Objects.requireNonNull(before.placement()).iface();
        return new Word(
                forced.vm(),
                forced.node(),
                forced.epoch(),
                addresses,
                iface.name().value());
    }

    private EndpointIntent sabotaged(EndpointIntent intent) {
        if (world.sabotage != Sabotage.ALWAYS_NORMAL || !(intent instanceof RouteIntent.Announce(var e))) {
            return intent;
        }
        return new RouteIntent.Announce(new Endpoint(
                e.node(),
                e.vm(),
                e.name(),
                e.generation(),
                e.epoch(),
                e.iface(),
                e.gateways(),
                e.addresses(),
                e.forwarding(),
                new Announcement.Normal(),
                e.armed()));
    }

    private void publishInOrder(RouteIntent record, NodeManifest manifest) {
        publish(orderingKey(record.node()), encoded(record).inPartition(manifest.partition()));
    }

    private static String orderingKey(NodeName node) {
        return "node/" + node;
    }
}
