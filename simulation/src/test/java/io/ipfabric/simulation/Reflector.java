package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerUp;
import io.ipfabric.gateway.observer.domain.SessionEvent.Updated;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Reachable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A route reflector: it holds what nodes announce, late, and tells it over a session that may end. */
final class Reflector {

    final ReflectorTopology topology;
    private final World world;
    /** By node, then by address. */
    private final TreeMap<Address, TreeMap<Address, Path>> held = new TreeMap<>();
    /** What was told, and not heard yet by the observer. */
    private final Deque<SessionEvent> stream = new ArrayDeque<>();

    private final TreeMap<NodeName, Long> followed = new TreeMap<>();
    private boolean open;

    Reflector(World world, int number) {
        this.world = world;
        topology = new ReflectorTopology(
                RouterName.of("rr" + number), Address.of("198.51.100.20" + number), List.of(), null);
    }

    RouterName name() {
        return topology.name();
    }

    private Map<Address, Path> heldOf(Node node) {
        return held.computeIfAbsent(node.topology.address(), _ -> new TreeMap<>());
    }

    /** Whether the node may announce something else than is held of it. */
    boolean isBehind(Node node) {
        return followed.getOrDefault(node.name(), 0L) != node.routerChanges();
    }

    /** It follows what the node announces. */
    void follow(Node node) {
        followed.put(node.name(), node.routerChanges());
        var now = announced(node);
        var before = Map.copyOf(heldOf(node));
        var changed = new TreeMap<Address, Path>(before);
        changed.putAll(now);
        for (var address : changed.keySet()) {
            var path = now.get(address);
            if (!Objects.equals(path, before.get(address))) {
                tell(new Updated(
                        node.topology.address(), path == null ? withdrawn(address) : reachable(address, path)));
            }
        }
        held.put(node.topology.address(), new TreeMap<>(now));
    }

    private static Map<Address, Path> announced(Node node) {
        var paths = new TreeMap<Address, Path>();
        node.advertised()
                .forEach((address, metric) -> paths.put(
                        address, new Path(node.topology.address(), nextHop(node, address), preferenceOf(metric))));
        return paths;
    }

    private static Address nextHop(Node node, Address address) {
        return address.family() == AddressFamily.IPV4
                ? node.topology.address()
                : Objects.requireNonNull(node.topology.address6());
    }

    private static Long preferenceOf(long metric) {
        return Arrays.stream(RouteClass.values())
                .filter(known -> known.metric() == metric)
                .map(known -> (long) known.localPreference().orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    private static BgpUpdate withdrawn(Address address) {
        return new BgpUpdate(List.of(new Gone(address.hostPrefix())), List.of(), null, null, null);
    }

    private static BgpUpdate reachable(Address address, Path path) {
        return new BgpUpdate(
                List.of(),
                List.of(new Reachable(address.hostPrefix(), path.nextHop())),
                path.localPreference(),
                null,
                null);
    }

    /** The nodes whose paths are the strongest by local preference: the first thing that BGP looks at. */
    Set<Address> strongest(Address address) {
        var paths = held.values().stream()
                .flatMap(ofNode -> Stream.ofNullable(ofNode.get(address)))
                .toList();
        var best = paths.stream().mapToLong(Reflector::preferenceOf).max();
        return paths.stream()
                .filter(path -> preferenceOf(path) == best.orElseThrow())
                .map(Path::peer)
                .collect(Collectors.toSet());
    }

    private static long preferenceOf(Path path) {
        return Objects.requireNonNull(path.localPreference());
    }

    private void tell(SessionEvent event) {
        if (open) {
            stream.addLast(event);
        }
    }

    boolean isOpen() {
        return open;
    }

    /** A session begins with an inventory, as FRR gives it: who is there, all that is held, and that this was all, by family. */
    void open() {
        open = true;
        stream.clear();
        var peers = world.nodes.stream().map(node -> node.topology.address()).toList();
        peers.forEach(peer -> tell(new PeerUp(peer, Set.of(AddressFamily.values()))));
        for (var family : AddressFamily.values()) {
            held.forEach((peer, paths) -> paths.forEach((address, path) -> {
                if (address.family() == family) {
                    tell(new Updated(peer, reachable(address, path)));
                }
            }));
            peers.forEach(peer -> tell(new Updated(peer, new BgpUpdate(List.of(), List.of(), null, null, family))));
        }
    }

    /** What was not heard yet is never heard. */
    void close() {
        open = false;
        stream.clear();
    }

    boolean hasNews() {
        return !stream.isEmpty();
    }

    SessionEvent next() {
        return stream.removeFirst();
    }

    @Override
    public String toString() {
        return name().value();
    }
}
