package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import java.util.Set;

/**
 * What holds for all guests of the node.
 *
 * @param gateways the node's addresses that guests may ping: those that are on every guest interface
 * @param underlay networks of the routers, which guests cannot reach
 * @param pools blocks of the guests' addresses: what is routed to or from them is not tracked as connections
 */
public record SourceFilterPolicy(Set<Address> gateways, Set<Prefix> underlay, Set<Prefix> pools) {

    public SourceFilterPolicy {
        gateways = Set.copyOf(gateways);
        underlay = Set.copyOf(underlay);
        pools = Set.copyOf(pools);
    }
}
