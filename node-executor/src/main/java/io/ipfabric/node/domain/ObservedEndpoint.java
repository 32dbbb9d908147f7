package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
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
 * @param guards in the source filter, on the endpoint's addresses
 * @param superseded addresses whose yielding route is needed no more, see {@link Retirement}
 */
public record ObservedEndpoint(
        @Nullable KernelLink link,
        boolean configured,
        Set<KernelAddress> addresses,
        Set<KernelNeighbor> neighbors,
        Set<KernelRoute> routes,
        Set<InterfaceName> filtered,
        Set<GuestBinding> bindings,
        Set<HairpinGuard> guards,
        Set<Address> superseded) {

    public ObservedEndpoint {
        addresses = Set.copyOf(addresses);
        neighbors = Set.copyOf(neighbors);
        routes = Set.copyOf(routes);
        filtered = Set.copyOf(filtered);
        bindings = Set.copyOf(bindings);
        guards = Set.copyOf(guards);
        superseded = Set.copyOf(superseded);
    }

    /** What the source filter has for the endpoint. */
    SourceFilterState filterState() {
        return new SourceFilterState(filtered, bindings, guards);
    }

    /** Whether a guest is there at the end of the route. */
    boolean leadsToGuest(KernelRoute route) {
        return link != null && hasCarrier() && route.nextHop().equals(new KernelRoute.Device(link.index()));
    }

    /** Whether a guest can be reached through the link. */
    public boolean hasCarrier() {
        return link != null && link.up() && link.carrier();
    }
}
