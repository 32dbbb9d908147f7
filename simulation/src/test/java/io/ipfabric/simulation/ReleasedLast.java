package io.ipfabric.simulation;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import java.util.HashMap;

/**
 * Whatever a node's kernel routes is held for the VM that it is routed to: no address is released, or has another owner, before. An operator's word
 * releases an address although the node that it is about may still route it: see {@link Words}.
 */
final class ReleasedLast implements Invariant {

    @Override
    public void check(World world) {
        var owners = new HashMap<Address, VmId>();
        world.ipam
                .held()
                .forEach((vm, addresses) ->
                        addresses.forEach(held -> owners.put(held.allocation().address(), vm)));
        for (var node : world.nodes) {
            for (var route : node.routes()) {
                if (world.routing.words().coverRoute(node, route)) {
                    continue;
                }
                var address = route.destination().network();
                var owner = owners.get(address);
                if (owner == null) {
                    throw new Violation(node + " still routes " + address + ", which was released");
                }
                // To another node: that is a move, and where it ends is for NoCircle and Converged to say. To nowhere:
                // its guest has just gone.
                world.vm
                        .vm(owner)
                        .map(vm -> vm.request().vmInterface().name().value())
                        .filter(link -> !Node.leadsToNoGuest(route) && !node.leadsTo(route, link))
                        .ifPresent(link -> {
                            throw new Violation(node + " routes " + address + " elsewhere than to " + link
                                    + " of its owner " + owner + ": " + route);
                        });
            }
        }
    }
}
