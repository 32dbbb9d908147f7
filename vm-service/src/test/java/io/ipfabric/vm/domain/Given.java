package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.vm.domain.VmInput.Destination;
import io.ipfabric.vm.domain.VmInput.MigrationProgressed;
import io.ipfabric.vm.domain.VmInput.RouteAnnounced;
import io.ipfabric.vm.domain.VmInput.RouteConfirmed;
import io.ipfabric.vm.domain.VmInput.RouteDrifted;
import io.ipfabric.vm.domain.VmInput.RouteWithdrawn;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmInput.SwitchMigration;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmState.Stopped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One VM, web1 on node1, at every stage of its life. */
final class Given {

    static final NodeName NODE1 = NodeName.of("node1");
    static final NodeName NODE2 = NodeName.of("node2");
    static final NodeName NODE3 = NodeName.of("node3");
    static final UUID ID = new UUID(0, 1);
    static final UUID OTHER_ID = new UUID(0, 2);
    static final Generation FIRST = Generation.of(1);
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Surroundings KNOWN = new Surroundings(true, true, true);
    static final Problem EXHAUSTED = Problem.of(ProblemType.POOL_EXHAUSTED, "public-v4 has no free address");

    static final AllocatedAddress V4 = allocated("192.0.2.10", 7);
    static final AllocatedAddress V6 = allocated("2001:db8::10", 8);
    static final List<AllocatedAddress> BOTH = List.of(V4, V6);

    static final VmRequest REQUEST = request(NODE1, true);
    static final Placement PLACED = Placement.first(NODE1, null);

    static final Requested REQUESTED = new Requested(REQUEST, PLACED, true, Addresses.NONE, Migrations.NONE);
    static final Requested REQUESTED_RESTING = new Requested(REQUEST, PLACED, false, Addresses.NONE, Migrations.NONE);
    static final Started STARTED = new Started(REQUEST, PLACED, new Addresses(BOTH, List.of()), Migrations.NONE);
    static final Stopped STOPPED = new Stopped(REQUEST, PLACED, new Addresses(BOTH, List.of()), Migrations.NONE);
    static final Refused REFUSED = new Refused(REQUEST, PLACED, EXHAUSTED);
    static final Deleting DELETING = new Deleting(REQUEST, PLACED, new Addresses(BOTH, List.of()), Migrations.NONE);

    /** To node2, in generation 2. */
    static final Migrating MIGRATING = (Migrating) after(STARTED, migrate(NODE2));

    static final Migration OPEN = MIGRATING.open();

    private Given() {}

    /** What follows at noon. */
    static Decision decide(VmState state, VmInput input) {
        return VmDecider.decide(state, input, NOON);
    }

    /** What it is after these. */
    static VmState after(VmState state, VmInput... inputs) {
        var next = state;
        for (var input : inputs) {
            if (decide(next, input) instanceof Decision.Transition(var changed, var _)) {
                next = changed;
            }
        }
        return next;
    }

    static StartMigration migrate(NodeName target) {
        return new StartMigration(ID, null, to(target), null, null);
    }

    static SwitchMigration switched(NodeName target) {
        return new SwitchMigration(OTHER_ID, to(target));
    }

    static Destination to(NodeName node) {
        return new Destination(node, true, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD);
    }

    static MigrationProgressed progressed(long generation, NodeName target, MigrationPhase phase) {
        return progressed(generation, target, phase, null);
    }

    static MigrationProgressed progressed(
            long generation, NodeName target, MigrationPhase phase, @Nullable String detail) {
        return new MigrationProgressed(
                Generation.of(generation), target, phase, detail == null, detail, at(generation));
    }

    static VmRequest request(NodeName node, boolean running) {
        return new VmRequest(
                VmId.of("vm-1"),
                VmName.of("web1"),
                ClusterName.of("lab"),
                node,
                List.of(),
                List.of(),
                InterfaceRequest.DEFAULT,
                Labels.NONE,
                running);
    }

    static VmRequest wanting(String... addresses) {
        return new VmRequest(
                REQUEST.vm(),
                REQUEST.name(),
                REQUEST.cluster(),
                NODE1,
                List.of(),
                List.of(addresses).stream().map(Address::of).toList(),
                InterfaceRequest.DEFAULT,
                Labels.NONE,
                true);
    }

    static AllocatedAddress allocated(String address, long sequence) {
        return new AllocatedAddress(Address.of(address), SequenceNumber.of(sequence), PoolName.of("public"));
    }

    static StartVm start(@Nullable NodeName node, @Nullable Generation replaces) {
        return new StartVm(node, replaces, KNOWN);
    }

    static RouteAnnounced announced(AllocatedAddress address, NodeName node, long epoch) {
        return new RouteAnnounced(address.address(), address.sequence(), node, Epoch.of(epoch), at(epoch));
    }

    static RouteConfirmed confirmed(AllocatedAddress address, NodeName node, long epoch) {
        return new RouteConfirmed(address.address(), address.sequence(), node, Epoch.of(epoch), at(epoch));
    }

    static RouteWithdrawn withdrawn(AllocatedAddress address, @Nullable Long epoch) {
        return new RouteWithdrawn(
                address.address(),
                address.sequence(),
                epoch == null ? null : Epoch.of(epoch),
                epoch == null ? NOON : at(epoch));
    }

    static RouteDrifted drifted(AllocatedAddress address, NodeName node, long epoch) {
        return new RouteDrifted(address.address(), address.sequence(), node, Epoch.of(epoch), false, at(epoch));
    }

    private static Instant at(long epoch) {
        return NOON.plusSeconds(epoch);
    }
}
