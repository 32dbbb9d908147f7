package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.RouterName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What can be seen of a cluster's reflectors. What one holds counts whenever it is seen; that it does not hold something counts only of one that is
 * {@link State#IN_SYNC}. Where no reflector is in sync nothing is proved, unless the cluster has none.
 *
 * @param states of all reflectors of the cluster
 * @param paths that they hold of the VM's addresses
 */
public record ReflectorSights(SortedMap<RouterName, State> states, List<HeldPath> paths) {

    public static final ReflectorSights NONE = new ReflectorSights(new TreeMap<>(), List.of());

    public ReflectorSights {
        states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
        paths = List.copyOf(paths);
    }

    /** A path for an address that a reflector holds. */
    public record HeldPath(RouterName reflector, Address address, Path path) {}

    boolean hasReflectors() {
        return !states.isEmpty();
    }

    private List<RouterName> inSync() {
        return states.entrySet().stream()
                .filter(state -> state.getValue() == State.IN_SYNC)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The reflectors in sync that hold a path like this for the address; empty if one of them does not, or none is in sync. */
    List<RouterName> allHolding(Address address, Predicate<Path> like) {
        var inSync = inSync();
        return inSync.stream().allMatch(reflector -> holds(reflector, address, like)) ? inSync : List.of();
    }

    /** The reflectors in sync that do not hold a path like this for the address. */
    List<RouterName> notHolding(Address address, Predicate<Path> like) {
        var missing = new ArrayList<RouterName>();
        for (var reflector : inSync()) {
            if (!holds(reflector, address, like)) {
                missing.add(reflector);
            }
        }
        return missing;
    }

    private boolean holds(RouterName reflector, Address address, Predicate<Path> like) {
        return paths.stream()
                .anyMatch(held ->
                        held.reflector().equals(reflector) && held.address().equals(address) && like.test(held.path()));
    }

    /** Whether it is proved that no reflector in sync holds a path from this peer. */
    boolean provesAbsence(Set<Address> peer) {
        var inSync = inSync();
        boolean seen = !hasReflectors() || !inSync.isEmpty();
        return seen
                && paths.stream()
                        .noneMatch(held -> inSync.contains(held.reflector())
                                && peer.contains(held.path().peer()));
    }
}
