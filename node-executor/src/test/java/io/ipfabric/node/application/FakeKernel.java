package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelAddress;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelNeighbor;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelSetting;
import io.ipfabric.node.domain.KernelState;
import io.ipfabric.node.domain.OperationOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A kernel in memory, with the rules of the real one that matter here. It fails on demand. Events are taken by {@link #events}. */
public final class FakeKernel implements Kernel {

    private final Map<Integer, KernelLink> links = new TreeMap<>();
    private final Set<KernelAddress> addresses = new HashSet<>();
    private final Set<KernelNeighbor> neighbors = new HashSet<>();
    private final Set<KernelRoute> routes = new HashSet<>();
    private final List<KernelEvent> events = new ArrayList<>();
    private final List<KernelOperation> applied = new ArrayList<>();
    private final Map<Integer, Long> received = new TreeMap<>();
    private final Map<Address, MacAddress> routers = new TreeMap<>();
    private final Set<Address> resolved = new HashSet<>();
    private Predicate<KernelOperation> failing = _ -> false;
    private Runnable afterEach = () -> {};
    private boolean broken;
    private boolean carrierOnUp;
    private int nextIndex = 10;
    private int dumps;

    /** These operations are refused until told otherwise. */
    public void fail(Predicate<KernelOperation> which) {
        failing = which;
    }

    /** Run after each single operation. */
    public void watchEach(Runnable look) {
        afterEach = look;
    }

    /** Nothing works. */
    public void breakDown(boolean isBroken) {
        broken = isBroken;
    }

    /** Links that are set up have somebody at the other end. */
    public void carrierOnUp() {
        carrierOnUp = true;
    }

    /** A link that somebody else makes. */
    public KernelLink foreignLink(String name, boolean up, boolean carrier) {
        var link = new KernelLink(
                nextIndex++, name, List.of(), MacAddress.of("02:ff:00:00:00:01"), up, carrier, "tun", false);
        put(link);
        return link;
    }

    private void put(KernelLink link) {
        links.put(link.index(), link);
        events.add(new KernelEvent.LinkChanged(link));
    }

    public void carrier(String name, boolean carrier) {
        var old = find(name).orElseThrow();
        put(new KernelLink(
                old.index(),
                old.name(),
                old.alternativeNames(),
                old.mac(),
                old.up(),
                carrier && old.up(),
                old.kind(),
                old.owned()));
    }

    /** Its routes go without a word, as in the real kernel. */
    public void removeLink(String name) {
        var link = find(name).orElseThrow();
        links.remove(link.index());
        forgetAllOf(link.index());
        events.add(new KernelEvent.LinkRemoved(link.index(), link.name()));
    }

    private void forgetAllOf(int index) {
        addresses.removeIf(a -> a.linkIndex() == index);
        neighbors.removeIf(n -> n.linkIndex() == index);
        routes.removeIf(r -> r.nextHop().equals(new KernelRoute.Device(index)));
    }

    /** Somebody else's address. */
    public void ownAddress(Address address, int prefixLength) {
        addresses.add(new KernelAddress(address, prefixLength, 1));
    }

    /** Packets that came in on the link. */
    public void received(String name, long packets) {
        received.put(find(name).orElseThrow().index(), packets);
    }

    /** A router that answers when it is asked for its MAC address. */
    public void router(Address address, MacAddress mac) {
        routers.put(address, mac);
    }

    public void routerIsSilent(Address address) {
        routers.remove(address);
    }

    /** A route that the agent does not know of. */
    public void plant(KernelRoute route) {
        routes.add(route);
    }

    /** A route that somebody takes away. */
    public void steal(KernelRoute route) {
        routes.remove(route);
        events.add(new KernelEvent.RouteRemoved(route));
    }

    /** A route that somebody takes away without the kernel telling. */
    public void stealSilently(KernelRoute route) {
        routes.remove(route);
    }

    public Set<KernelRoute> routes() {
        return Set.copyOf(routes);
    }

    public Set<KernelNeighbor> neighbors() {
        return Set.copyOf(neighbors);
    }

    /** What the kernel told since the last call. */
    public List<KernelEvent> events() {
        var told = List.copyOf(events);
        events.clear();
        return told;
    }

    /** What was applied since the last call, refused or not. */
    public List<KernelOperation> applied() {
        var done = List.copyOf(applied);
        applied.clear();
        return done;
    }

    public boolean hasEvents() {
        return !events.isEmpty();
    }

    public int dumps() {
        return dumps;
    }

    public Optional<KernelLink> find(String name) {
        return links.values().stream().filter(link -> link.isNamed(name)).findFirst();
    }

    @Override
    public KernelState observe() {
        requireWorking();
        dumps++;
        return new KernelState(List.copyOf(links.values()), addresses, neighbors, ours());
    }

    private Set<KernelRoute> ours() {
        var ours = new HashSet<>(routes);
        ours.removeIf(route -> !route.isOurs());
        return ours;
    }

    private void requireWorking() {
        if (broken) {
            throw new KernelException("told to fail");
        }
    }

    @Override
    public Optional<KernelLink> link(String name) {
        requireWorking();
        return find(name);
    }

    @Override
    public Optional<KernelLink> link(int index) {
        requireWorking();
        return Optional.ofNullable(links.get(index));
    }

    @Override
    public long receivedPackets(int linkIndex) {
        requireWorking();
        return received.getOrDefault(linkIndex, 0L);
    }

    @Override
    public Optional<MacAddress> neighborMac(Address address, int linkIndex) {
        requireWorking();
        return resolved.contains(address) ? Optional.ofNullable(routers.get(address)) : Optional.empty();
    }

    @Override
    public Optional<KernelRoute> selectedRoute(Address destination) {
        requireWorking();
        return routes.stream()
                .filter(route -> route.destination().contains(destination))
                .min(Comparator.<KernelRoute>comparingInt(r -> -r.destination().length())
                        .thenComparingLong(KernelRoute::metric));
    }

    @Override
    public List<OperationOutcome> apply(List<KernelOperation> operations) {
        requireWorking();
        var outcomes = new ArrayList<OperationOutcome>();
        for (var operation : operations) {
            applied.add(operation);
            var error = failing.test(operation) ? "EPERM" : perform(operation);
            afterEach.run();
            outcomes.add(
                    error == null
                            ? new OperationOutcome.Done(operation)
                            : new OperationOutcome.Failed(operation, error, "refused"));
        }
        return outcomes;
    }

    private @Nullable String perform(KernelOperation operation) {
        return switch (operation) {
            case KernelOperation.CreateTap tap -> create(tap.name().value(), tap.alternativeName(), tap.mac(), "tun");
            case KernelOperation.CreateVeth veth -> {
                var refused = create(veth.name().value(), veth.alternativeName(), veth.mac(), "veth");
                yield refused == null ? create(veth.peer().value(), null, null, "veth") : refused;
            }
            case KernelOperation.DeleteLink gone -> {
                find(gone.name()).ifPresent(_ -> removeLink(gone.name()));
                yield null;
            }
            case KernelOperation.SetLink(int index, var mac, boolean up) ->
                change(
                        index,
                        old -> new KernelLink(
                                index,
                                old.name(),
                                old.alternativeNames(),
                                mac == null ? old.mac() : mac,
                                up,
                                up && (old.carrier() || carrierOnUp),
                                old.kind(),
                                old.owned()));
            case KernelOperation.AddAlternativeName(int index, String name) ->
                change(
                        index,
                        old -> new KernelLink(
                                index,
                                old.name(),
                                List.of(name),
                                old.mac(),
                                old.up(),
                                old.carrier(),
                                old.kind(),
                                old.owned()));
            case KernelOperation.ConfigureGuestLink(int index) -> requireLink(index);
            case KernelOperation.AddAddress(var address) -> onLink(address.linkIndex(), () -> addresses.add(address));
            case KernelOperation.DeleteAddress(var address) ->
                onLink(address.linkIndex(), () -> addresses.remove(address));
            case KernelOperation.PutNeighbor(var neighbor) ->
                onLink(neighbor.linkIndex(), () -> {
                    neighbors.removeIf(n ->
                            n.linkIndex() == neighbor.linkIndex() && n.address().equals(neighbor.address()));
                    neighbors.add(neighbor);
                });
            case KernelOperation.DeleteNeighbor(var address, int index) ->
                onLink(
                        index,
                        () -> neighbors.removeIf(
                                n -> n.linkIndex() == index && n.address().equals(address)));
            case KernelOperation.ResolveNeighbor(var address, int _) -> {
                resolved.add(address);
                yield null;
            }
            case KernelOperation.AddRoute(var route) -> add(route, false);
            case KernelOperation.ReplaceRoute(var route) -> add(route, true);
            case KernelOperation.DeleteRoute(var route) -> {
                routes.remove(route);
                yield null;
            }
        };
    }

    private @Nullable String create(
            String name, @Nullable String alternativeName, @Nullable MacAddress mac, String kind) {
        if (find(name).isPresent()) {
            return null;
        }
        var alternativeNames = alternativeName == null ? List.<String>of() : List.of(alternativeName);
        put(new KernelLink(nextIndex++, name, alternativeNames, mac, false, false, kind, mac != null));
        return null;
    }

    private @Nullable String change(int index, java.util.function.UnaryOperator<KernelLink> change) {
        var link = links.get(index);
        if (link == null) {
            return "ENODEV";
        }
        put(change.apply(link));
        return null;
    }

    private @Nullable String requireLink(int index) {
        return links.containsKey(index) ? null : "ENODEV";
    }

    private @Nullable String onLink(int index, Runnable change) {
        var missing = requireLink(index);
        if (missing == null) {
            change.run();
        }
        return missing;
    }

    private @Nullable String add(KernelRoute route, boolean replace) {
        if (route.nextHop() instanceof KernelRoute.Device(int index)) {
            var link = links.get(index);
            if (link == null || !link.up()) {
                return link == null ? "ENODEV" : "ENETDOWN";
            }
        }
        var taken = routes.stream()
                .filter(r -> r.destination().equals(route.destination()) && r.metric() == route.metric())
                .findFirst();
        if (taken.isPresent() && !replace && !taken.get().equals(route)) {
            return "EEXIST";
        }
        taken.ifPresent(routes::remove);
        routes.add(route);
        return null;
    }

    @Override
    public void subscribe(KernelListener listener) {
        throw new UnsupportedOperationException("a test takes the events itself");
    }

    @Override
    public List<KernelSetting> unsuitableSettings() {
        return List.of();
    }

    @Override
    public void close() {}
}
