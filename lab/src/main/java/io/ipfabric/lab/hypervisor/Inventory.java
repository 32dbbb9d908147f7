package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationForced;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.hypervisor.Guest.Move;
import io.ipfabric.lab.hypervisor.Guest.Order;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Which guests should run where, folded from the facts of {@code vm-events}, {@code address-events} and {@code route-events}. The topics are
 * folded each for itself, because nothing orders one against another; {@link #guest} puts them together. Not thread-safe.
 *
 * <pre>
 * open migration       told PREPARING or nothing   READY     SWITCHED to COMPLETED   CANCELLED, FAILED
 * started              prepare                     go        runs on the target      runs on the source
 * given up             stay                        stay      runs on the target      runs on the source
 * </pre>
 *
 * A switch that the producer tells of ends the migration here: the guest runs on the target.
 */
final class Inventory {

    private final Map<VmId, Placement> placements = new HashMap<>();
    private final Map<VmId, List<Address>> addresses = new HashMap<>();
    /** Of each migration that the placement may still speak of: one may be told to be over when the next was not heard of yet. */
    private final Map<VmId, NavigableMap<Generation, MigrationPhase>> progress = new HashMap<>();

    private record Placement(
            VmName name, NodeName node, VmInterface iface, boolean running, Optional<Migration> migration) {

        Placement runningOn(NodeName other) {
            return new Placement(name, other, iface, true, Optional.empty());
        }

        Placement stopped() {
            return new Placement(name, node, iface, false, Optional.empty());
        }

        Placement moving(NodeName source, Migration open) {
            return new Placement(name, source, iface, running, Optional.of(open));
        }

        Placement givenUp(Generation generation) {
            return new Placement(
                    name,
                    node,
                    iface,
                    running,
                    migration.map(open -> open.generation().equals(generation) ? open.abandoned() : open));
        }
    }

    /** @param isGivenUp its producer cancelled it */
    private record Migration(NodeName target, Generation generation, boolean isGivenUp) {

        Migration abandoned() {
            return new Migration(target, generation, true);
        }
    }

    void apply(VmEvent event) {
        switch (event) {
            case VmCreated created ->
                placements.put(
                        created.vm(),
                        new Placement(
                                created.name(), created.node(), created.iface(), created.running(), Optional.empty()));
            case VmStarted started -> change(started, placement -> placement.runningOn(started.node()));
            case VmStopped stopped -> change(stopped, Placement::stopped);
            case VmMigrationStarted started -> {
                change(
                        started,
                        placement -> placement.moving(
                                started.source(), new Migration(started.target(), started.generation(), false)));
                phases(started.vm()).headMap(started.generation()).clear();
            }
            case VmMigrationSwitched switched -> change(switched, placement -> placement.runningOn(switched.target()));
            case VmMigrationCancelled cancelled ->
                change(cancelled, placement -> placement.givenUp(cancelled.generation()));
            case VmMigrationForced _ -> {}
            case VmDeleted deleted -> {
                placements.remove(deleted.vm());
                phases(deleted.vm()).headMap(deleted.generation()).clear();
            }
        }
    }

    /** What is said of an unknown VM is not heard. */
    private void change(VmEvent event, UnaryOperator<Placement> change) {
        placements.computeIfPresent(event.vm(), (_, placement) -> change.apply(placement));
    }

    void apply(AddressEvent event) {
        switch (event) {
            case AddressesAllocated allocated ->
                addresses.put(
                        allocated.vm(),
                        allocated.addresses().stream()
                                .map(AllocatedAddress::address)
                                .toList());
            case AddressesReleased released -> addresses.remove(released.vm());
            case AllocationRefused _ -> {
                // vm-service answers with VmDeleted.
            }
        }
    }

    /** It may come before the migration that it is about was heard of. */
    void apply(MigrationProgressed progressed) {
        phases(progressed.vm()).put(progressed.generation(), progressed.phase());
    }

    private NavigableMap<Generation, MigrationPhase> phases(VmId vm) {
        return progress.computeIfAbsent(vm, _ -> new TreeMap<>());
    }

    /** The guest, if it should run. */
    Optional<Guest> guest(VmId vm) {
        return Optional.ofNullable(placements.get(vm))
                .filter(Placement::running)
                .map(placement -> guest(vm, placement));
    }

    private Guest guest(VmId vm, Placement placement) {
        var known = addresses.getOrDefault(vm, List.of());
        if (placement.migration().isEmpty()) {
            return new Guest(placement.name(), placement.node(), placement.iface(), known, Optional.empty());
        }
        var migration = placement.migration().get();
        var phase = phases(vm).getOrDefault(migration.generation(), MigrationPhase.PREPARING);
        return switch (phase) {
            case PREPARING, READY -> {
                var move = new Move(migration.target(), order(phase, migration.isGivenUp()));
                yield new Guest(placement.name(), placement.node(), placement.iface(), known, Optional.of(move));
            }
            case SWITCHED, CONVERGING, CLEANING, COMPLETED ->
                new Guest(placement.name(), migration.target(), placement.iface(), known, Optional.empty());
            case CANCELLED, FAILED ->
                new Guest(placement.name(), placement.node(), placement.iface(), known, Optional.empty());
        };
    }

    private static Order order(MigrationPhase phase, boolean isGivenUp) {
        if (isGivenUp) {
            return Order.STAY;
        }
        return phase == MigrationPhase.READY ? Order.GO : Order.PREPARE;
    }

    Set<VmId> vms() {
        return new HashSet<>(placements.keySet());
    }
}
