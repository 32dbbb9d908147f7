package io.ipfabric.simulation;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmState.Stopped;
import io.ipfabric.vm.domain.VmStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * For the end, when faults have stopped and everything was delivered: each running VM is announced on its node as its settled place,
 * nothing is anywhere else, deleted VMs are gone, and their addresses are back after the cooldown.
 */
final class Converged implements Invariant {

    private record Place(Node node, Address address) {}

    @Override
    public void check(World world) {
        var placed = new HashSet<Place>();
        var held = new HashSet<Address>();
        for (var vm : world.vm.vms()) {
            vm.addresses().allocated().forEach(allocated -> held.add(allocated.address()));
            switch (vm) {
                case Started started -> announced(world, started, VmStatus.RUNNING, placed);
                case Migrating _ -> throw stuck(vm, "may move, and neither moves nor is told that it failed");
                case Stopped _, Refused _ -> {}
                case Requested _ -> throw stuck(vm, "waits for its addresses");
                case Deleting _ -> throw stuck(vm, "is still being deleted");
            }
        }
        nothingElse(world, placed);
        released(world, held);
        for (var node : world.nodes) {
            if (!node.view().obeying()) {
                throw new Violation(node + " obeys nobody: " + node.view().explanation());
            }
        }
    }

    private static void announced(World world, Present vm, VmStatus shown, Set<Place> placed) {
        var node = world.nodes.stream()
                .filter(n -> n.name().equals(vm.placement().node()))
                .findFirst()
                .orElseThrow(() -> stuck(vm, "is placed on no node"));
        var link = vm.request().vmInterface().name().value();
        for (var allocated : vm.addresses().allocated()) {
            var address = allocated.address();
            boolean delivered = node.route(address)
                    .filter(route -> route.metric() == RouteClass.NORMAL.metric())
                    .filter(route -> node.leadsTo(route, link))
                    .isPresent();
            if (!delivered) {
                throw stuck(
                        vm,
                        "is not announced: " + node + " has " + node.route(address) + " for " + address + "; "
                                + sights(world, vm) + "; routing-service has " + world.routing.routings());
            }
            placed.add(new Place(node, address));
        }
        if (!world.reflectors.isEmpty() && !vm.isSettled()) {
            throw stuck(vm, "is announced, and not confirmed; routing-service has " + world.routing.routings());
        }
        if (vm.status() != shown) {
            throw stuck(vm, "is announced, and shown as " + vm.status());
        }
    }

    private static List<String> sights(World world, Present vm) {
        return world.nodes.stream()
                .flatMap(node -> node.view().interfaces().stream()
                        .filter(view -> view.vm().equals(vm.request().vm()))
                        .map(view -> node + " sees " + view))
                .toList();
    }

    private static void nothingElse(World world, Set<Place> placed) {
        for (var reflector : world.reflectors) {
            for (var node : world.nodes) {
                if (reflector.isBehind(node)) {
                    throw new Violation(reflector + " has not followed " + node);
                }
            }
        }
        for (var node : world.nodes) {
            for (KernelRoute route : node.routes()) {
                var address = route.destination().network();
                if (!placed.contains(new Place(node, address))) {
                    throw new Violation(node + " still has " + route + ", where no VM runs; routing-service has "
                            + world.routing.routings());
                }
            }
        }
    }

    private static void released(World world, Set<Address> held) {
        world.ipam.held().forEach((vm, addresses) -> {
            for (var one : addresses) {
                AllocatedAddress allocated = one.allocation();
                if (!held.contains(allocated.address())) {
                    throw new Violation(
                            allocated + " is still held for " + vm + ", and vm-service knows nothing of it");
                }
            }
        });
        var missing = new HashSet<>(world.ipam.everHandedOut());
        missing.removeAll(world.ipam.freeAgain());
        missing.removeAll(held);
        if (!missing.isEmpty()) {
            throw new Violation("these did not come back: " + missing);
        }
    }

    private static Violation stuck(Present vm, String how) {
        return new Violation(vm.request().vm() + " " + how + ": " + vm);
    }
}
