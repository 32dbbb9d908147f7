package io.ipfabric.simulation;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to an address comes to no node a second time, unless a guard drops it there. A node sends by its own route, or, where it has none, to
 * whoever announces the address most strongly.
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
                new Walk(world, route.destination().network(), nodes).go(null, node, List.of());
            }
        }
    }

    private record Walk(World world, Address address, Map<Address, Node> nodes) {

        void go(@Nullable Node from, Node at, List<Node> passed) {
            var own = at.route(address).map(KernelRoute::nextHop).orElse(null);
            var next = own instanceof Gateway gateway ? nodes.get(gateway.via()) : null;
            if (next != null && next.equals(from) && at.isGuarded(address)) {
                return;
            }
            if (passed.contains(at)) {
                throw new Violation(address + " goes in a circle: " + passed + " and " + at
                        + " again; routes and guards are "
                        + world.nodes.stream()
                                .map(n -> n + " " + n.route(address) + " " + n.isGuarded(address))
                                .toList()
                        + "; routing-service has "
                        + world.routing.routings().stream()
                                .filter(routing -> routing.addresses().stream()
                                        .anyMatch(routed -> routed.address().equals(address)))
                                .toList());
            }
            var further = new ArrayList<>(passed);
            further.add(at);
            var to = own == null ? announcers(at) : next == null ? Set.<Node>of() : Set.of(next);
            to.forEach(node -> go(at, node, further));
        }

        private Set<Node> announcers(Node but) {
            return world.reflectors.stream()
                    .flatMap(reflector -> reflector.strongest(address).stream())
                    .flatMap(peer -> Stream.ofNullable(nodes.get(peer)))
                    .filter(node -> !node.equals(but))
                    .collect(Collectors.toSet());
        }
    }
}
