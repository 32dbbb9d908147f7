package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * One change of the kernel. Each is idempotent: to add what is there identically and to delete what is absent succeeds.
 * Operations name a link by its index; only those that make one know a name alone.
 */
public sealed interface KernelOperation {

    /** Takes several exchanges with the kernel: never on the hot path. */
    sealed interface MultiStepOperation extends KernelOperation {}

    /** One message: those next to each other in a list reach the kernel together. */
    sealed interface SingleStepOperation extends KernelOperation {}

    /** A change of our routes: microseconds each. */
    sealed interface RouteOperation extends SingleStepOperation {

        KernelRoute route();
    }

    /**
     * A persistent tap as libvirt makes it (one queue, virtio-net header), owned by the agent, left down. If the name exists,
     * its address and alternative name are set and it is not taken into ownership.
     */
    record CreateTap(InterfaceName name, @Nullable String alternativeName, MacAddress mac)
            implements MultiStepOperation {}

    /** As {@link CreateTap}, a veth pair; the peer stays in this network namespace, for someone to take it. */
    record CreateVeth(InterfaceName name, @Nullable String alternativeName, MacAddress mac, InterfaceName peer)
            implements MultiStepOperation {}

    /** Takes milliseconds. The name guards against an index that was given to another link meanwhile. */
    record DeleteLink(int index, String name) implements MultiStepOperation {}

    /** @param mac null leaves it as it is */
    record SetLink(int index, @Nullable MacAddress mac, boolean up) implements SingleStepOperation {}

    record AddAlternativeName(int index, String alternativeName) implements SingleStepOperation {}

    /**
     * Makes a link fit for a guest: no reverse-path filter (the hairpin would trip over it), no redirects, no proxy ARP, ARP
     * answered only for the link's own addresses, IPv4 forwarded, router advertisements not listened to, no link-local
     * address made by the kernel (all links of a node share one MAC address). Do this before the link is set up.
     */
    record ConfigureGuestLink(int index) implements MultiStepOperation {}

    /** The kernel drops IPv6 ones when the link is set down. IPv6 without duplicate address detection: each link of each node has the same address on purpose. */
    record AddAddress(KernelAddress address) implements SingleStepOperation {}

    record DeleteAddress(KernelAddress address) implements SingleStepOperation {}

    /** Adds or replaces, permanent. The kernel drops it when the link is set down or gets another MAC address. */
    record PutNeighbor(KernelNeighbor neighbor) implements SingleStepOperation {}

    record DeleteNeighbor(Address address, int linkIndex) implements SingleStepOperation {}

    /** Has the kernel ask for a router's MAC address now, so that no packet has to wait for it; not waited for. */
    record ResolveNeighbor(Address address, int linkIndex) implements SingleStepOperation {}

    /** Fails with EEXIST where another route of this destination and metric is there. */
    record AddRoute(KernelRoute route) implements RouteOperation {

        public AddRoute {
            requireWritable(route);
        }
    }

    /** Adds, or puts another next hop in place of the one that has this destination and metric, in one atomic step. */
    record ReplaceRoute(KernelRoute route) implements RouteOperation {

        public ReplaceRoute {
            requireWritable(route);
        }
    }

    /** Deletes exactly this route: one with another metric, next hop or protocol stays. */
    record DeleteRoute(KernelRoute route) implements RouteOperation {

        public DeleteRoute {
            // The kernel takes 0 for "any".
            if (!route.isOurs() || route.metric() == 0) {
                throw new IllegalArgumentException("only a route of our own with a metric is deleted, not " + route);
            }
        }
    }

    private static void requireWritable(KernelRoute route) {
        boolean wellClassed = route.routeClass() >= 1 && route.routeClass() <= KernelRoute.CLASS_MAX;
        if (!route.isOurs() || !route.destination().isHost() || !wellClassed) {
            throw new IllegalArgumentException(
                    "only a host route of our own with class 1 to 19 is written, not " + route);
        }
        if (route.nextHop() instanceof KernelRoute.Other) {
            throw new IllegalArgumentException(
                    "only a route to a device, a gateway or nowhere is written, not " + route);
        }
    }
}
