package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.domain.Decision;
import io.ipfabric.vm.domain.Labels;
import io.ipfabric.vm.domain.VmDecider;
import io.ipfabric.vm.domain.VmInput;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.Destination;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link VmDecider} and its shell: both doors, facts of the others, rejections. */
final class VmService extends Service {

    private final Database.Table<VmId, Present> vms = database.table();
    private final Database.Table<VmId, Absent> past = database.table();
    private final Database.Table<ClusterName, ClusterTopology> clusters = database.table();
    private final Database.Table<NodeName, NodeTopology> nodes = database.table();
    private final Database.Table<String, Boolean> seen = database.table();
    private final Database.Table<String, Long> sequences = database.table();

    VmService(World world) {
        super(
                world,
                "vm-service",
                Set.of(Topic.VM_LIFECYCLE, Topic.ADDRESS_EVENTS, Topic.ROUTE_EVENTS, Topic.FABRIC_TOPOLOGY));
    }

    List<Present> vms() {
        return vms.values();
    }

    Optional<Present> vm(VmId id) {
        return vms.find(id);
    }

    /** The HTTP door: who asked is told, or cut off by the crash. */
    void request(VmLifecycleEvent wish, boolean crash) {
        transaction(crash, () -> {
            var _ = command(wish);
        });
    }

    /** The HTTP door of operators: what the last migration of the VM waits for. */
    void force(VmId id, Force force, boolean crash) {
        transaction(
                crash,
                () -> vms.find(id).flatMap(vm -> vm.migrations().latest()).ifPresent(latest -> {
                    var _ = decide(id, new VmInput.ForceMigration(latest, force));
                }));
    }

    @Override
    void handle(WireRecord record) {
        switch (record.topic()) {
            case VM_LIFECYCLE -> outside(record);
            case ADDRESS_EVENTS -> {
                var event = Bus.decoded(AddressEvent.class, record);
                decide(event.vm(), input(event));
            }
            case ROUTE_EVENTS -> {
                switch (Bus.decoded(RouteEvent.class, record)) {
                    case RouteEvent.AddressFact fact -> decide(fact.vm(), input(fact));
                    case RouteEvent.MigrationProgressed fact -> decide(fact.vm(), input(fact));
                    case RouteEvent.RouteStray _, RouteEvent.SilenceForced _, RouteEvent.ProofWaived _ -> {}
                }
            }
            case FABRIC_TOPOLOGY -> {
                switch (Bus.decoded(TopologyEvent.class, record)) {
                    case ClusterTopology cluster -> clusters.put(cluster.name(), cluster);
                    case NodeTopology node -> nodes.put(node.name(), node);
                    case PoolTopology _ -> {}
                }
            }
            default -> throw new IllegalArgumentException("not subscribed to " + record.topic());
        }
    }

    private void outside(WireRecord record) {
        try {
            var received = EventCodec.decode(VmLifecycleEvent.class, record);
            var envelope = received.envelope();
            var event = received.event();
            if (seen.find(envelope.source() + " " + envelope.id()).isPresent()) {
                return;
            }
            seen.put(envelope.source() + " " + envelope.id(), true);
            var sequence = envelope.sequence();
            var stream = event.vm() + " " + envelope.source();
            if (sequence != null && sequence < sequences.find(stream).orElse(0L)) {
                reject(record, Problem.of(ProblemType.OUT_OF_ORDER, "older than known"));
                return;
            }
            var problem = command(event);
            problem.ifPresent(p -> reject(record, p));
            if (problem.isEmpty() && sequence != null) {
                sequences.put(stream, sequence);
            }
        } catch (UnreadableRecordException e) {
            reject(record, e.problem());
        }
    }

    private void reject(WireRecord record, Problem problem) {
        publish(new VmRejection(problem, record.key(), null, null, 0, 0, Map.of(), null, world.clock.instant()));
    }

    private Optional<Problem> command(VmLifecycleEvent event) {
        return switch (event) {
            case VmLifecycleEvent.Created created -> create(created);
            case VmLifecycleEvent.Started(var vm, var node, var replaces) -> start(vm, node, replaces);
            case VmLifecycleEvent.Stopped(var vm, var node) -> decide(vm, new StopVm(node));
            case VmLifecycleEvent.Deleted(var vm, var node) -> decide(vm, new DeleteVm(node));
            case VmLifecycleEvent.MigrationStarted(var vm, var source, var target, var cutover, var strictTimeout) ->
                decide(
                        vm,
                        new VmInput.StartMigration(
                                nextMigration(vm), source, destination(vm, target), cutover, strictTimeout));
            case VmLifecycleEvent.MigrationSwitched(var vm, var target) ->
                decide(vm, new VmInput.SwitchMigration(nextMigration(vm), destination(vm, target)));
            case VmLifecycleEvent.MigrationFailed(var vm, var target, var reason) ->
                decide(vm, new VmInput.FailMigration(target, reason));
        };
    }

    private Optional<Problem> create(VmLifecycleEvent.Created created) {
        var request = new VmRequest(
                created.vm(),
                created.name(),
                created.cluster(),
                created.node(),
                created.families(),
                created.addresses(),
                created.iface() == null ? InterfaceRequest.DEFAULT : created.iface(),
                Labels.NONE,
                created.running() == null || created.running());
        boolean nameFree = vms.values().stream()
                .map(Present::request)
                .noneMatch(other ->
                        !other.vm().equals(request.vm()) && other.name().equals(request.name()));
        var surroundings = new Surroundings(
                clusters.find(request.cluster()).isPresent(), isIn(request.node(), request.cluster()), nameFree);
        return decide(created.vm(), new CreateVm(request, surroundings));
    }

    private Optional<Problem> start(VmId id, @Nullable NodeName node, @Nullable Generation replaces) {
        var surroundings = vms.find(id)
                .map(vm -> new Surroundings(
                        true,
                        isIn(
                                node == null ? vm.placement().node() : node,
                                vm.request().cluster()),
                        true))
                .orElse(new Surroundings(false, false, false));
        return decide(id, new StartVm(node, replaces, surroundings));
    }

    /** Unique for the VM, and the same in each run. */
    private UUID nextMigration(VmId id) {
        return new UUID(
                0, vms.find(id).map(vm -> vm.placement().issued().value() + 1).orElse(0L));
    }

    private Destination destination(VmId id, NodeName target) {
        var cluster = vms.find(id).map(vm -> vm.request().cluster());
        var known = cluster.flatMap(clusters::find);
        return new Destination(
                target,
                cluster.filter(name -> isIn(target, name)).isPresent(),
                known.map(ClusterTopology::cutover).orElse(CutoverPolicy.SEAMLESS),
                known.map(topology -> StrictTimeout.orHold(topology.strictTimeout()))
                        .orElse(StrictTimeout.HOLD));
    }

    private boolean isIn(NodeName node, ClusterName cluster) {
        return nodes.find(node).filter(n -> n.cluster().equals(cluster)).isPresent();
    }

    private Optional<Problem> decide(VmId id, VmInput input) {
        var before = vms.find(id).map(VmState.class::cast).orElseGet(() -> past.find(id)
                .orElseGet(Absent::new));
        return switch (VmDecider.decide(before, input, world.clock.instant())) {
            case Decision.Transition(var after, var effects) -> {
                switch (after) {
                    case Present vm -> vms.put(id, vm);
                    case Absent absent -> {
                        vms.remove(id);
                        past.put(id, absent);
                    }
                }
                effects.forEach(this::publish);
                yield Optional.empty();
            }
            case Decision.Unchanged _ -> Optional.empty();
            case Decision.Refusal(var problem) -> Optional.of(problem);
        };
    }

    private static VmInput input(AddressEvent event) {
        return switch (event) {
            case AddressEvent.AddressesAllocated(var _, var generation, var addresses) ->
                new VmInput.AddressesAllocated(generation, addresses);
            case AddressEvent.AddressesReleased(var _, var generation, var addresses) ->
                new VmInput.AddressesReleased(generation, addresses);
            case AddressEvent.AllocationRefused(var _, var generation, var problem) ->
                new VmInput.AllocationRefused(generation, problem);
        };
    }

    private static VmInput input(RouteEvent.MigrationProgressed event) {
        return new VmInput.MigrationProgressed(
                event.generation(), event.target(), event.phase(), event.proved(), event.detail(), event.at());
    }

    private static VmInput input(RouteEvent.AddressFact event) {
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
