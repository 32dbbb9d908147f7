package io.ipfabric.simulation;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to an address comes from no node to itself again. From the departure of a guest to its arrival source and target send to each
 * other; there the target drops what comes from the source, so that pair is allowed where the target awaits its guest.
 */
final class NoCircle implements Invariant {

    @Override
    public void check(World world) {
        var nodes = new HashMap<Address, Node>();
        for (var node : world.nodes) {
            Topology.underlayAddresses(node.topology).forEach(address -> nodes.put(address, node));
        }
        for (var node : world.nodes) {
            for (var route : node.routes()) {
                follow(world, node, route.destination().network(), nodes);
            }
        }
    }

    private static void follow(World world, Node start, Address address, Map<Address, Node> nodes) {
        var passed = new ArrayList<Node>(List.of(start));
        for (var next = next(start, address, nodes); next != null; next = next(next, address, nodes)) {
            if (passed.contains(next)) {
                if (passed.getLast().isGuarded(address) || next.isGuarded(address)) {
                    return;
                }
                throw new Violation(address + " goes in a circle: " + passed + " and " + next
                        + " again; routing-service has "
                        + world.routing.routings().stream()
                                .filter(routing -> routing.addresses().stream()
                                        .anyMatch(routed -> routed.address().equals(address)))
                                .toList());
            }
            passed.add(next);
        }
    }

    private static @Nullable Node next(Node node, Address address, Map<Address, Node> nodes) {
        return node.route(address)
                .map(KernelRoute::nextHop)
                .filter(KernelRoute.Gateway.class::isInstance)
                .map(hop -> nodes.get(((KernelRoute.Gateway) hop).via()))
                .orElse(null);
    }
}
