package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.InvalidValueException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The last that is known of the kernel and the source filter, so that a change costs no dump. It follows the outcomes of our
 * own operations and what the kernel tells; where it may have missed something it forgets, because every operation is
 * idempotent and doing one again is cheap. The audit replaces it by what was really observed. Not thread-safe.
 */
public final class KernelMirror {

    private final Map<Integer, KernelLink> links = new HashMap<>();
    private final Map<String, KernelLink> linksByName = new HashMap<>();
    private final Map<Integer, Set<KernelAddress>> addresses = new HashMap<>();
    private final Map<Integer, Set<KernelNeighbor>> neighbors = new HashMap<>();
    private final Map<Address, Set<KernelRoute>> routes = new HashMap<>();
    private final Set<Integer> configured = new HashSet<>();
    private final Map<InterfaceName, Set<GuestBinding>> filter = new HashMap<>();
    private final Map<Address, Set<HairpinGuard>> guards = new HashMap<>();

    /** Everything as it was observed. */
    public void replace(KernelState state, SourceFilterState observedFilter) {
        links.clear();
        linksByName.clear();
        addresses.clear();
        neighbors.clear();
        routes.clear();
        filter.clear();
        guards.clear();
        state.links().forEach(this::index);
        configured.retainAll(links.keySet());
        state.addresses().forEach(a -> entry(addresses, a.linkIndex()).add(a));
        state.neighbors().forEach(n -> entry(neighbors, n.linkIndex()).add(n));
        state.routes().forEach(this::put);
        observedFilter.guestLinks().forEach(name -> entry(filter, name));
        observedFilter.bindings().forEach(b -> entry(filter, b.link()).add(b));
        observedFilter.guards().forEach(g -> entry(guards, g.destination()).add(g));
    }

    private static <K, V> Set<V> entry(Map<K, Set<V>> map, K key) {
        return map.computeIfAbsent(key, _ -> new HashSet<>());
    }

    private void index(KernelLink link) {
        links.put(link.index(), link);
        linksByName.put(link.name(), link);
        link.alternativeNames().forEach(name -> linksByName.put(name, link));
    }

    private void unindex(KernelLink link) {
        links.remove(link.index());
        linksByName.values().removeIf(l -> l.index() == link.index());
    }

    /** A link as it is now. One that was set down has lost its routes, its IPv6 addresses and more. */
    public void put(KernelLink link) {
        var earlier = links.get(link.index());
        if (earlier != null) {
            unindex(earlier);
            if (!earlier.name().equals(link.name())) {
                configured.remove(link.index());
            }
            if (earlier.up() && !link.up()) {
                clear(link.index());
            }
        }
        index(link);
    }

    public void removeLink(int index) {
        var link = links.get(index);
        if (link != null) {
            unindex(link);
        }
        configured.remove(index);
        clear(index);
    }

    private void clear(int index) {
        addresses.remove(index);
        neighbors.remove(index);
        routes.values().forEach(set -> set.removeIf(route -> route.linkIndex() == index));
        routes.values().removeIf(Set::isEmpty);
    }

    /** Without a metric it is nobody's: we always give a class, and the kernel takes 0 for "any" when it deletes. */
    public void put(KernelRoute route) {
        if (route.metric() == 0) {
            return;
        }
        entry(routes, route.destination().network()).add(route);
    }

    public void remove(KernelRoute route) {
        routes.computeIfPresent(route.destination().network(), (_, set) -> {
            set.remove(route);
            return set.isEmpty() ? null : set;
        });
    }

    /** Follows an operation that the kernel acknowledged. A link that was made or changed must be {@link #put} as it was read back. */
    public void done(KernelOperation operation) {
        switch (operation) {
            case KernelOperation.AddRoute(var route) -> put(route);
            case KernelOperation.ReplaceRoute(var route) -> {
                entry(routes, route.destination().network())
                        .removeIf(r ->
                                r.metric() == route.metric() && r.destination().equals(route.destination()));
                put(route);
            }
            case KernelOperation.DeleteRoute(var route) -> remove(route);
            case KernelOperation.AddAddress(var address) ->
                entry(addresses, address.linkIndex()).add(address);
            case KernelOperation.DeleteAddress(var address) ->
                entry(addresses, address.linkIndex()).remove(address);
            case KernelOperation.PutNeighbor(var neighbor) -> {
                var set = entry(neighbors, neighbor.linkIndex());
                set.removeIf(n -> n.address().equals(neighbor.address()));
                set.add(neighbor);
            }
            case KernelOperation.DeleteNeighbor(var address, int index) ->
                entry(neighbors, index).removeIf(n -> n.address().equals(address));
            case KernelOperation.ConfigureGuestLink(int index) -> configured.add(index);
            case KernelOperation.DeleteLink gone -> removeLink(gone.index());
            case KernelOperation.ResolveNeighbor _,
                    KernelOperation.SetLink _,
                    KernelOperation.AddAlternativeName _,
                    KernelOperation.CreateTap _,
                    KernelOperation.CreateVeth _ -> {}
        }
    }

    public void done(FilterChange change) {
        change.removed().bindings().forEach(b -> entry(filter, b.link()).remove(b));
        change.removed().guestLinks().forEach(filter::remove);
        change.added().guestLinks().forEach(name -> entry(filter, name));
        change.added().bindings().forEach(b -> entry(filter, b.link()).add(b));
        change.removed().guards().forEach(g -> entry(guards, g.destination()).remove(g));
        change.added().guards().forEach(g -> entry(guards, g.destination()).add(g));
        guards.values().removeIf(Set::isEmpty);
    }

    /**
     * The part that concerns these addresses behind this interface.
     *
     * @param superseded whether an address's yielding route is needed no more
     */
    public ObservedEndpoint observe(VmInterface wanted, Collection<Address> of, Predicate<Address> superseded) {
        var link = link(wanted).orElse(null);
        int index = link == null ? 0 : link.index();
        var names = new HashSet<InterfaceName>();
        names.add(wanted.name());
        if (link != null) {
            names.add(new InterfaceName(link.name()));
        }
        names.retainAll(filter.keySet());
        return new ObservedEndpoint(
                link,
                configured.contains(index),
                addresses.getOrDefault(index, Set.of()),
                neighbors.getOrDefault(index, Set.of()),
                of.stream()
                        .flatMap(a -> routes.getOrDefault(a, Set.of()).stream())
                        .collect(Collectors.toSet()),
                names,
                names.stream()
                        .flatMap(name -> filter.getOrDefault(name, Set.of()).stream())
                        .collect(Collectors.toSet()),
                of.stream()
                        .flatMap(a -> guards.getOrDefault(a, Set.of()).stream())
                        .collect(Collectors.toSet()),
                of.stream().filter(this::isYielding).filter(superseded).collect(Collectors.toSet()));
    }

    /** Whether all that leads to the address is a route of ours that yields to learned ones. */
    public boolean isYielding(Address address) {
        var leading = routes.getOrDefault(address, Set.of());
        return !leading.isEmpty() && leading.stream().allMatch(KernelRoute::isYielding);
    }

    /** By the interface's name, else by its alternative name: the hypervisor may have named it in its own way. */
    public Optional<KernelLink> link(VmInterface wanted) {
        return find(wanted.name().value())
                .or(() -> find(wanted.alternativeName()))
                .filter(KernelMirror::canBeAGuests);
    }

    Optional<KernelLink> find(@Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(linksByName.get(name));
    }

    private static boolean canBeAGuests(KernelLink link) {
        try {
            return InterfaceName.of(link.name()).value().equals(link.name());
        } catch (InvalidValueException _) {
            return false;
        }
    }

    public Optional<KernelLink> link(int index) {
        return Optional.ofNullable(links.get(index));
    }

    public Collection<KernelLink> links() {
        return links.values();
    }

    /** Whether the node itself has this address. */
    public Optional<KernelAddress> own(Address address) {
        return addresses.values().stream()
                .flatMap(Set::stream)
                .filter(a -> a.address().equals(address))
                .findFirst();
    }

    public Set<KernelRoute> routesTo(Address address) {
        return Set.copyOf(routes.getOrDefault(address, Set.of()));
    }

    public Set<Address> routedAddresses() {
        return Set.copyOf(routes.keySet());
    }

    Set<GuestBinding> bindings(InterfaceName link) {
        return filter.getOrDefault(link, Set.of());
    }

    Set<HairpinGuard> guards() {
        return guards.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** Names that the source filter guards. */
    public Set<InterfaceName> filteredLinks() {
        return Set.copyOf(filter.keySet());
    }
}
