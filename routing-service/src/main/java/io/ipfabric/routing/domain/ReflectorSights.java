package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
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
 * <p>A reflector is asked only about the families that it reflects: that it does not hold a route of another one says nothing.
 *
 * @param states of all reflectors of the cluster
 * @param families that each reflects; of one that is not in it, all
 * @param paths that they hold of the VM's addresses
 */
public record ReflectorSights(
        SortedMap<RouterName, State> states, Map<RouterName, Set<AddressFamily>> families, List<HeldPath> paths) {

    public static final ReflectorSights NONE = new ReflectorSights(new TreeMap<>(), List.of());

    private static final Set<AddressFamily> ALL = Set.of(AddressFamily.values());

    /** Of reflectors that reflect all families. */
    public ReflectorSights(SortedMap<RouterName, State> states, List<HeldPath> paths) {
        this(states, Map.of(), paths);
    }

    public ReflectorSights {
        states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
        families = Map.copyOf(families);
        paths = List.copyOf(paths);
    }

    /** A path for an address that a reflector holds. */
    public record HeldPath(RouterName reflector, Address address, Path path) {}

    /** Whether one reflects this family, however well it can be seen. */
    boolean hasReflectors(AddressFamily family) {
        return states.keySet().stream().anyMatch(reflector -> reflects(reflector, family));
    }

    private boolean reflects(RouterName reflector, AddressFamily family) {
        return families.getOrDefault(reflector, ALL).contains(family);
    }

    /** Whether of one of these families, which is reflected, nothing counts. Without a family, of any. */
    boolean isBlind(Set<AddressFamily> ofFamilies) {
        return !unseen(ofFamilies).isEmpty();
    }

    private List<AddressFamily> unseen(Set<AddressFamily> ofFamilies) {
        return (ofFamilies.isEmpty() ? ALL : ofFamilies)
                .stream().filter(family -> !isSeen(family)).sorted().toList();
    }

    /** That nothing can be seen, for a person. */
    String blindness(Set<AddressFamily> ofFamilies) {
        var unseen = unseen(ofFamilies);
        var which = unseen.size() == 1 ? " of " + unseen.getFirst() : "";
        return "no reflector" + which + " is in sync: " + states;
    }

    /** The reflectors in sync that hold a path from this peer. */
    List<RouterName> holdersOf(Set<Address> peer) {
        return paths.stream()
                .filter(held -> peer.contains(held.path().peer()) && isInSync(held))
                .map(HeldPath::reflector)
                .distinct()
                .sorted()
                .toList();
    }

    private boolean isInSync(HeldPath held) {
        return inSync(held.address().family()).contains(held.reflector());
    }

    private List<RouterName> inSync(AddressFamily family) {
        return states.entrySet().stream()
                .filter(state -> state.getValue() == State.IN_SYNC && reflects(state.getKey(), family))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The reflectors in sync that hold a path like this for the address; empty if one of them does not, or none is in sync. */
    List<RouterName> allHolding(Address address, Predicate<Path> like) {
        var inSync = inSync(address.family());
        return inSync.stream().allMatch(reflector -> holds(reflector, address, like)) ? inSync : List.of();
    }

    /** The reflectors in sync that do not hold a path like this for the address. */
    List<RouterName> notHolding(Address address, Predicate<Path> like) {
        var missing = new ArrayList<RouterName>();
        for (var reflector : inSync(address.family())) {
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

    /**
     * Whether it is proved that no reflector in sync holds a path from this peer: in each of these families one is in sync that reflects it, if there
     * is one at all. Without a family, in all.
     */
    boolean provesAbsence(Set<Address> peer, Set<AddressFamily> ofFamilies) {
        return !isBlind(ofFamilies)
                && paths.stream().noneMatch(held -> peer.contains(held.path().peer()) && isInSync(held));
    }

    private boolean isSeen(AddressFamily family) {
        return !hasReflectors(family) || !inSync(family).isEmpty();
    }
}
