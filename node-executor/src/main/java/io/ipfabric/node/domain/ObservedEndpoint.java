package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.InterfaceName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of the kernel that concerns one endpoint.
 *
 * @param link its interface; absent: nobody made it yet
 * @param configured whether this run of the agent made the link fit for a guest
 * @param addresses on the link
 * @param neighbors on the link
 * @param routes ours, to the endpoint's addresses
 * @param filtered interface names that the source filter knows for the endpoint
 * @param bindings in the source filter under these names
 */
public record ObservedEndpoint(
        @Nullable KernelLink link,
        boolean configured,
        Set<KernelAddress> addresses,
        Set<KernelNeighbor> neighbors,
        Set<KernelRoute> routes,
        Set<InterfaceName> filtered,
        Set<GuestBinding> bindings) {

    public ObservedEndpoint {
        addresses = Set.copyOf(addresses);
        neighbors = Set.copyOf(neighbors);
        routes = Set.copyOf(routes);
        filtered = Set.copyOf(filtered);
        bindings = Set.copyOf(bindings);
    }

    /** Whether a guest can be reached through the link. */
    public boolean hasCarrier() {
        return link != null && link.up() && link.carrier();
    }
}
