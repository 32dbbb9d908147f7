package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is ours in kernel and filter and belongs to no endpoint: left over from a run before, or from an endpoint whose going
 * was interrupted.
 *
 * @param routes to be deleted first
 * @param retiring addresses whose redirects go by {@link Retirement}
 * @param filter to be changed next
 * @param links made by the agent, to be deleted last
 * @param endpoints how many these were: distinct interfaces, and redirected addresses
 */
public record StraySweep(
        List<KernelOperation> routes,
        Set<Address> retiring,
        FilterChange filter,
        List<KernelOperation> links,
        int endpoints) {

    public StraySweep {
        routes = List.copyOf(routes);
        retiring = Set.copyOf(retiring);
        links = List.copyOf(links);
    }

    /**
     * @param interfaces of the endpoints that live
     * @param claimed whether an endpoint has the address: one that lives, or one that goes and is looked after
     */
    public static StraySweep of(KernelMirror mirror, Collection<VmInterface> interfaces, Predicate<Address> claimed) {
        var wanted = new HashSet<Integer>();
        var names = new HashSet<InterfaceName>();
        for (var iface : interfaces) {
            names.add(iface.name());
            mirror.find(EndpointDiff.peerOf(iface.name()).value()).ifPresent(peer -> wanted.add(peer.index()));
            mirror.link(iface).ifPresent(link -> {
                wanted.add(link.index());
                names.add(new InterfaceName(link.name()));
            });
        }
        var strayLinks = new HashSet<Integer>();
        var retiring = new HashSet<Address>();
        var routes = strayRoutes(mirror, claimed, strayLinks, retiring);
        var links = new ArrayList<KernelOperation>();
        for (var link : mirror.links()) {
            if (link.owned() && !wanted.contains(link.index())) {
                links.add(new KernelOperation.DeleteLink(link.index(), link.name()));
                strayLinks.add(link.index());
            }
        }
        return new StraySweep(
                routes, retiring, strayFilter(mirror, names, claimed), links, strayLinks.size() + retiring.size());
    }

    private static List<KernelOperation> strayRoutes(
            KernelMirror mirror, Predicate<Address> claimed, Set<Integer> strayLinks, Set<Address> retiring) {
        var routes = new ArrayList<KernelOperation>();
        for (var address : mirror.routedAddresses()) {
            if (!claimed.test(address)) {
                for (var route : mirror.routesTo(address)) {
                    if (route.nextHop() instanceof Gateway) {
                        retiring.add(address);
                    } else {
                        routes.add(new KernelOperation.DeleteRoute(route));
                        strayLinks.add(route.linkIndex());
                    }
                }
            }
        }
        return routes;
    }

    private static FilterChange strayFilter(
            KernelMirror mirror, Set<InterfaceName> wanted, Predicate<Address> claimed) {
        var links = new HashSet<>(mirror.filteredLinks());
        links.removeAll(wanted);
        var bindings = new HashSet<GuestBinding>();
        links.forEach(link -> bindings.addAll(mirror.bindings(link)));
        var guards = new HashSet<>(mirror.guards());
        guards.removeIf(guard -> claimed.test(guard.destination()));
        return new FilterChange(SourceFilterState.EMPTY, new SourceFilterState(links, bindings, guards));
    }

    public boolean isEmpty() {
        return routes.isEmpty() && retiring.isEmpty() && links.isEmpty() && filter.isEmpty();
    }
}
