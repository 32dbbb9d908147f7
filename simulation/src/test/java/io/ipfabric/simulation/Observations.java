package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.routing.domain.ReflectorSights;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutedAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What routing-service keeps of reflectors, as its tables do. */
final class Observations {

    private static final String REFLECTORS = "reflectors";

    private final Database.Table<String, List<RouterName>> reflectors;
    private final Database.Table<RouterName, State> states;
    private final Database.Table<Key, ReflectorRoute> held;

    Observations(Database database) {
        reflectors = database.table();
        states = database.table();
        held = database.table();
    }

    private record Key(Address address, RouterName reflector) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byAddress = address.compareTo(other.address);
            return byAddress != 0 ? byAddress : reflector.compareTo(other.reflector);
        }
    }

    /**
     * What a record changed.
     *
     * @param sight whether a reflector is seen better or worse
     */
    record Changed(Set<Address> addresses, boolean sight) {}

    void reflectorsAre(ClusterTopology cluster) {
        reflectors.put(
                REFLECTORS,
                cluster.reflectors().stream().map(ReflectorTopology::name).toList());
    }

    Changed read(WireRecord record) {
        if (record.isTombstone()) {
            int slash = record.key().indexOf('/');
            var address = Prefix.of(record.key().substring(slash + 1)).network();
            held.remove(new Key(address, RouterName.of(record.key().substring(0, slash))));
            return new Changed(Set.of(address), false);
        }
        return switch (Bus.decoded(RouteObservation.class, record)) {
            case ReflectorRoute route -> {
                var key = new Key(route.prefix().network(), route.reflector());
                boolean same = held.find(key)
                        .filter(known -> Set.copyOf(known.paths()).equals(Set.copyOf(route.paths())))
                        .isPresent();
                held.put(key, route);
                yield new Changed(same ? Set.of() : Set.of(key.address()), false);
            }
            case ReflectorSight sight -> {
                states.put(sight.reflector(), sight.state());
                yield new Changed(sight.state() == State.IN_SYNC ? swept(sight) : Set.of(), true);
            }
        };
    }

    /** What was not repeated in this generation is gone. */
    private Set<Address> swept(ReflectorSight sight) {
        var gone = new TreeSet<Address>();
        for (var key : held.keys()) {
            if (key.reflector().equals(sight.reflector())
                    && held.find(key).orElseThrow().generation() < sight.generation()) {
                held.remove(key);
                gone.add(key.address());
            }
        }
        return gone;
    }

    ReflectorSights of(List<RoutedAddress> addresses) {
        var seen = new TreeMap<RouterName, State>();
        for (var reflector : reflectors.find(REFLECTORS).orElse(List.of())) {
            seen.put(reflector, states.find(reflector).orElse(State.LOST));
        }
        var paths = new ArrayList<HeldPath>();
        for (var address : addresses) {
            for (var reflector : seen.keySet()) {
                held.find(new Key(address.address(), reflector)).ifPresent(route -> route.paths()
                        .forEach(path -> paths.add(new HeldPath(reflector, address.address(), path))));
            }
        }
        return new ReflectorSights(seen, paths);
    }
}
