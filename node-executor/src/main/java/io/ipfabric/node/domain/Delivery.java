package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.util.Map;
import java.util.Set;

/** Where an endpoint's routes should lead now: its forwarding after local evidence was weighed, in the kernel's terms. */
public sealed interface Delivery {

    /** No routes. */
    record Nowhere() implements Delivery {}

    /** To the guest, as long as its interface has carrier. */
    record ToGuest(RouteClass routeClass) implements Delivery {}

    /**
     * Announced as if it were delivered to the guest, who is not there, and dropped: somebody is about to say where he is.
     *
     * @param addresses those that were delivered to him
     */
    record Held(RouteClass routeClass, Set<Address> addresses) implements Delivery {

        public Held {
            addresses = Set.copyOf(addresses);
        }
    }

    /**
     * To another node, whatever the state of the guest's interface.
     *
     * @param gateways the other node's address in the underlay, of each family in which the kernel can reach it
     * @param macs the other node's MAC addresses, as far as they are known: nothing for the endpoint is taken from it, it would only be sent back
     */
    record ToNode(
            NodeName node,
            RouteClass routeClass,
            Map<AddressFamily, Gateway> gateways,
            Map<AddressFamily, MacAddress> macs)
            implements Delivery {

        public ToNode {
            gateways = Map.copyOf(gateways);
            macs = Map.copyOf(macs);
        }
    }
}
