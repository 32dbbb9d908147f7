package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import java.util.HashMap;

/**
 * At most one node delivers an address that it announces as its settled place. So a VM that was started elsewhere is preferred
 * there, and not more, until the old node is proved silent. Where a word stood for the proof, and was wrong, there may be two: see {@link Words}.
 */
final class OneDeliverer implements Invariant {

    @Override
    public void check(World world) {
        var deliverers = new HashMap<Address, Node>();
        for (var node : world.nodes) {
            for (var route : node.routes()) {
                if (route.metric() != RouteClass.NORMAL.metric()
                        || world.routing.words().coverRoute(node, route)) {
                    continue;
                }
                var address = route.destination().network();
                var other = deliverers.putIfAbsent(address, node);
                if (other != null) {
                    throw new Violation(address + " is delivered and announced NORMAL by " + other + " and " + node);
                }
            }
        }
    }
}
