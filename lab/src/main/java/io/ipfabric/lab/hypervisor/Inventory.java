package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which guests should run where, folded from the facts of {@code vm-events} and {@code address-events}. The two topics are folded each
 * for itself, because nothing orders one against the other. Not thread-safe.
 */
final class Inventory {

    private final Map<VmId, Placement> placements = new HashMap<>();
    private final Map<VmId, List<Address>> addresses = new HashMap<>();

    private record Placement(VmName name, NodeName node, VmInterface iface, boolean running) {

        Placement runningOn(NodeName other) {
            return new Placement(name, other, iface, true);
        }

        Placement stopped() {
            return new Placement(name, node, iface, false);
        }
    }

    void apply(VmEvent event) {
        switch (event) {
            case VmCreated created ->
                placements.put(
                        created.vm(),
                        new Placement(created.name(), created.node(), created.iface(), created.running()));
            case VmStarted started ->
                placements.computeIfPresent(started.vm(), (_, placement) -> placement.runningOn(started.node()));
            case VmStopped stopped -> placements.computeIfPresent(stopped.vm(), (_, placement) -> placement.stopped());
            case VmDeleted deleted -> placements.remove(deleted.vm());
            default -> {}
        }
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

    /** The guest, if it should run. */
    Optional<Guest> guest(VmId vm) {
        return Optional.ofNullable(placements.get(vm))
                .filter(Placement::running)
                .map(placement -> new Guest(
                        placement.name(), placement.node(), placement.iface(), addresses.getOrDefault(vm, List.of())));
    }

    Set<VmId> vms() {
        return new HashSet<>(placements.keySet());
    }
}
