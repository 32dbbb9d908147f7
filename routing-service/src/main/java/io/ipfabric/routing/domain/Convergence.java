package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells each node what it was not told yet. */
final class Convergence {

    private final RoutingContext context;
    private final Decisions decisions;

    Convergence(RoutingContext context, Decisions decisions) {
        this.context = context;
        this.decisions = decisions;
    }

    VmRouting of(VmRouting state) {
        var nodes = new TreeSet<>(state.endpoints().keySet());
        var placement = state.placement();
        if (placement != null && !state.deleted()) {
            nodes.add(placement.node());
        }
        var move = state.openMove();
        if (move != null) {
            nodes.add(move.target());
        }
        var wanted = new WantedOrders(state, context);
        var endpoints = new TreeMap<>(state.endpoints());
        for (var name : nodes) {
            var node = context.nodes().get(name);
            if (node == null) {
                // The fabric has no such node: not yet, then it is told when it has; or not any more, then nobody is
                // left to be told.
                if (endpoints.remove(name) != null) {
                    decisions.erase(name);
                }
                continue;
            }
            var before = endpoints.get(name);
            var order = wanted.of(name);
            if (order != null && decisions.hasEpoch() && (before == null || !before.tells(order, state.addresses()))) {
                var told = Told.now(decisions.nextEpoch(), order, state.addresses(), context.now(), before);
                decisions.instruct(order.intent(endpoint(state, name, node, told.epoch(), order)), before);
                endpoints.put(name, told);
            }
        }
        return state.withEndpoints(endpoints);
    }

    private static Endpoint endpoint(VmRouting state, NodeName name, FabricNode node, Epoch epoch, Order order) {
        var placement = state.placement();
        if (placement == null) {
            throw new IllegalStateException("a VM without placement has no endpoint: " + state.vm());
        }
        var addresses = state.addresses().stream()
                .map(address -> new EndpointAddress(address.address(), address.sequence()))
                .toList();
        return new Endpoint(
                name,
                state.vm(),
                placement.name(),
                generation(state, placement, name),
                epoch,
                placement.iface(),
                node.gateways(),
                addresses,
                order.forwarding(),
                order.announcement(),
                order.armed());
    }

    /** A target's is that of the placement to come: what it saw of the guest in an earlier one counts no more. */
    private static Generation generation(VmRouting state, Placement placement, NodeName node) {
        var move = state.openMove();
        return move != null && move.target().equals(node) ? move.generation() : placement.generation();
    }
}
