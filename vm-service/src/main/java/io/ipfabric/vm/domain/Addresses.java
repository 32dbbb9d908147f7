package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.domain.VmInput.RouteFact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a VM's addresses: which were allocated, and what was observed of their routes. The two come on different topics, in
 * either order: a route that is observed before its allocation is known waits here for it.
 */
public record Addresses(List<AllocatedAddress> allocated, List<RouteSight> routes) {

    public static final Addresses NONE = new Addresses(List.of(), List.of());

    public Addresses {
        allocated = allocated.stream()
                .sorted(Comparator.comparing(AllocatedAddress::address))
                .toList();
        routes = routes.stream()
                .sorted(Comparator.comparing(RouteSight::address))
                .toList();
    }

    /** What was observed of this allocation; an observation of an earlier one of the same address does not count. */
    public Optional<RouteSight> routeOf(AllocatedAddress allocation) {
        return routes.stream().filter(route -> isOf(allocation, route)).findFirst();
    }

    boolean areAnnouncedOn(NodeName node) {
        return !allocated.isEmpty()
                && allocated.stream().allMatch(allocation -> routeOf(allocation)
                        .filter(r -> r.isAnnouncedOn(node))
                        .isPresent());
    }

    boolean areConfirmedOn(NodeName node) {
        return !allocated.isEmpty()
                && allocated.stream().allMatch(allocation -> routeOf(allocation)
                        .filter(r -> r.isConfirmedOn(node))
                        .isPresent());
    }

    boolean areAnnouncedSomewhere() {
        return routes.stream().anyMatch(RouteSight::announced);
    }

    /** Whether one of these allocations is still held as the VM's. */
    boolean containsAnyOf(List<AllocatedAddress> allocations) {
        return allocations.stream().anyMatch(allocated::contains);
    }

    Addresses allocate(List<AllocatedAddress> allocations) {
        return new Addresses(
                allocations,
                routes.stream()
                        .filter(route -> allocations.stream().anyMatch(allocation -> isOf(allocation, route)))
                        .toList());
    }

    /** The same, if the fact is old, or about an address that is not the VM's. */
    Addresses observe(RouteFact fact) {
        if (!concerns(fact)) {
            return this;
        }
        var next = new ArrayList<RouteSight>();
        var before = Optional.<RouteSight>empty();
        for (var route : routes) {
            if (route.address().equals(fact.address())) {
                before = Optional.of(route);
            } else {
                next.add(route);
            }
        }
        next.add(before.map(route -> route.after(fact)).orElseGet(() -> RouteSight.first(fact)));
        return new Addresses(allocated, next);
    }

    private boolean concerns(RouteFact fact) {
        if (allocated.isEmpty()) {
            return routes.size() < VmEvent.ADDRESSES_MAX
                    || routes.stream().anyMatch(route -> route.address().equals(fact.address()));
        }
        return allocated.stream()
                .anyMatch(allocation -> allocation.address().equals(fact.address())
                        && allocation.sequence().equals(fact.sequence()));
    }

    private static boolean isOf(AllocatedAddress allocation, RouteSight route) {
        return allocation.address().equals(route.address())
                && allocation.sequence().equals(route.sequence());
    }
}
