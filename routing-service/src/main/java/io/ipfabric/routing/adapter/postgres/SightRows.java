package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.routing.domain.ReflectorSights;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a VM's reflectors hold, read beside its row. */
final class SightRows {

    /** Of {@code vm_routing r}: how well each reflector of its cluster is seen. */
    static final String SIGHTS = """
            (select jsonb_agg(jsonb_build_object(
                    'name', k.reflector, 'state', coalesce(s.state, 'LOST'), 'families', k.families -> k.reflector))
                from (select unnest(reflectors) as reflector, families from cluster where name = r.cluster) k
                left join reflector s on s.name = k.reflector)
            """;

    /** Of {@code vm_routing r}: what reflectors hold of its addresses. */
    static final String HELD = """
            (select jsonb_agg(jsonb_build_object('address', h.address, 'reflector', h.reflector, 'paths', h.paths))
                from held h where h.address = any(r.addresses))
            """;

    private SightRows() {}

    /** @param at where {@link #SIGHTS} and {@link #HELD} are */
    static ReflectorSights sights(Object[] row, int at) {
        var states = new TreeMap<RouterName, RouteObservation.State>();
        var families = new HashMap<RouterName, Set<AddressFamily>>();
        if (row[at] != null) {
            for (var sight : StateJson.readList((String) row[at], SightRow.class)) {
                states.put(sight.name(), sight.state());
                if (sight.families() != null) {
                    families.put(sight.name(), Set.copyOf(sight.families()));
                }
            }
        }
        var paths = new ArrayList<HeldPath>();
        if (row[at + 1] != null) {
            StateJson.readList((String) row[at + 1], HeldRow.class).forEach(held -> held.paths()
                    .forEach(path -> paths.add(new HeldPath(held.reflector(), held.address(), path))));
        }
        return new ReflectorSights(states, families, paths);
    }

    /** @param families that it reflects; absent: nobody said so, which means all */
    private record SightRow(
            RouterName name,
            RouteObservation.State state,
            @Nullable List<AddressFamily> families) {}

    private record HeldRow(Address address, RouterName reflector, List<RouteObservation.Path> paths) {}
}
