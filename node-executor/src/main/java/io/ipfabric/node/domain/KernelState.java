package io.ipfabric.node.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel holds, of both families: all links, the addresses on them, permanent neighbors, and the routes in table
 * main that carry our protocol number. What belongs to others on a link is for the reader to leave alone.
 */
public record KernelState(
        List<KernelLink> links, Set<KernelAddress> addresses, Set<KernelNeighbor> neighbors, Set<KernelRoute> routes) {

    public KernelState {
        links = List.copyOf(links);
        addresses = Set.copyOf(addresses);
        neighbors = Set.copyOf(neighbors);
        routes = Set.copyOf(routes);
    }

    /** @param name the link's name or one of its alternative names */
    public Optional<KernelLink> link(String name) {
        return links.stream().filter(link -> link.isNamed(name)).findFirst();
    }
}
