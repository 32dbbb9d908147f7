package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.AddressFact;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.application.RoutingStore;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.ReflectorSights;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutingContext;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.VmRouting;
import io.ipfabric.routing.domain.Waits;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Plain SQL: each statement is written for the round trips of one decision. */
@ApplicationScoped
class PostgresRoutingStore implements RoutingStore {

    /** Key of the advisory lock; the database is this service's own. */
    private static final long WRITER = 1;

    /** Of {@code fabric f} and {@code node n}. */
    private static final String MANIFEST = """
            cast(f.id as text), n.name, n.partition, n.instance, n.manifest_generation, n.endpoints, n.digest, n.removals
            """;

    /** Column of the first of {@link #MANIFEST} in {@link #load}. */
    private static final int MANIFEST_AT = 8;

    /** Of {@code vm_routing r}: how well each reflector of its cluster is seen. */
    private static final String SIGHTS = """
            (select jsonb_agg(jsonb_build_object(
                    'name', k.reflector, 'state', coalesce(s.state, 'LOST'), 'families', k.families -> k.reflector))
                from (select unnest(reflectors) as reflector, families from cluster where name = r.cluster) k
                left join reflector s on s.name = k.reflector)
            """;

    /** Of {@code vm_routing r}: what reflectors hold of its addresses. */
    private static final String HELD = """
            (select jsonb_agg(jsonb_build_object('address', h.address, 'reflector', h.reflector, 'paths', h.paths))
                from held h where h.address = any(r.addresses))
            """;

    /** Node names hold no comma. */
    private static final String SEPARATOR = ",";

    @Override
    public Uni<Void> becomeTheWriter(Mutiny.Session session) {
        return session.createNativeQuery("select cast(pg_advisory_xact_lock(" + WRITER + ") as text)", String.class)
                .getSingleResult()
                .replaceWithVoid();
    }

    @Override
    public Uni<Loaded> load(Mutiny.Session session, VmId vm, Set<NodeName> further, Timing timing) {
        var sql = """
                select one.epoch, one.now, cast(r.state as text), cast(%s as text), cast(%s as text),
                    case when not n.leaving then cast(c.gateways as text) end, n.address, n.address6, %s
                from (select nextval('epoch') as epoch, clock_timestamp() as now) one
                left join vm_routing r on r.vm = ?1
                left join (node n cross join fabric f left join cluster c on c.name = n.cluster)
                    on n.name = any(coalesce(r.nodes, '{}') || string_to_array(?2, ','))
                """.formatted(SIGHTS, HELD, MANIFEST);
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, vm.value())
                .setParameter(2, joined(further))
                .getResultList()
                .map(rows -> loaded(vm, rows, timing));
    }

    private static Loaded loaded(VmId vm, List<Object[]> rows, Timing timing) {
        var first = rows.getFirst();
        var routing = first[2] == null ? VmRouting.unknown(vm) : StateJson.read((String) first[2], VmRouting.class);
        var nodes = new HashMap<NodeName, FabricNode>();
        var manifests = new HashMap<NodeName, NodeManifest>();
        for (var row : rows) {
            if (row[MANIFEST_AT] != null) {
                var manifest = manifest(row, MANIFEST_AT);
                manifests.put(manifest.node(), manifest);
                if (row[5] != null) {
                    nodes.put(manifest.node(), node(row));
                }
            }
        }
        var context = new RoutingContext(instant(first[1]), Epoch.of(number(first[0])), nodes, sights(first), timing);
        return new Loaded(routing, context, manifests);
    }

    private static FabricNode node(Object[] row) {
        return new FabricNode(
                StateJson.read((String) row[5], Gateways.class),
                Address.of((String) row[6]),
                row[7] == null ? null : Address.of((String) row[7]));
    }

    private static ReflectorSights sights(Object[] row) {
        var states = new TreeMap<RouterName, RouteObservation.State>();
        var families = new HashMap<RouterName, Set<AddressFamily>>();
        if (row[3] != null) {
            for (var sight : StateJson.readList((String) row[3], SightRow.class)) {
                states.put(sight.name(), sight.state());
                if (sight.families() != null) {
                    families.put(sight.name(), Set.copyOf(sight.families()));
                }
            }
        }
        var paths = new ArrayList<HeldPath>();
        if (row[4] != null) {
            StateJson.readList((String) row[4], HeldRow.class).forEach(held -> held.paths()
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

    @Override
    public Uni<Void> save(Mutiny.Session session, VmRouting routing, @Nullable Instant due) {
        var sql = """
                insert into vm_routing (vm, nodes, cluster, addresses, state, due, waiting)
                values (?1, string_to_array(?2, ','), nullif(?3, ''), string_to_array(?4, ','),
                    cast(cast(?5 as text) as jsonb), cast(nullif(?6, '') as timestamptz), ?7)
                on conflict (vm) do update set nodes = excluded.nodes, cluster = excluded.cluster,
                    addresses = excluded.addresses, state = excluded.state, due = excluded.due, waiting = excluded.waiting
                """;
        var nodes = new TreeSet<>(routing.endpoints().keySet());
        var placement = routing.placement();
        var move = routing.move();
        if (placement != null) {
            nodes.add(placement.node());
        }
        if (move != null) {
            nodes.add(move.target());
        }
        var addresses =
                routing.addresses().stream().map(a -> a.address().toString()).toList();
        return session.createNativeQuery(sql)
                .setParameter(1, routing.vm().value())
                .setParameter(2, joined(nodes))
                .setParameter(3, placement == null ? "" : placement.cluster().value())
                .setParameter(4, String.join(SEPARATOR, addresses))
                .setParameter(5, StateJson.write(routing))
                .setParameter(6, due == null ? "" : due.toString())
                .setParameter(7, Waits.forReflectors(routing))
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> wake(Mutiny.Session session, VmId vm, @Nullable Instant due) {
        return execute(
                session,
                "update vm_routing set due = cast(nullif(?2, '') as timestamptz) where vm = ?1",
                vm.value(),
                due == null ? "" : due.toString());
    }

    @Override
    public Uni<List<VmId>> due(Mutiny.Session session, int limit) {
        return vms(session.createNativeQuery(
                        "select vm from vm_routing where due <= clock_timestamp() order by due limit ?1", String.class)
                .setParameter(1, limit));
    }

    @Override
    public Uni<List<VmId>> waitingForReflectors(Mutiny.Session session) {
        return vms(session.createNativeQuery("select vm from vm_routing where waiting order by vm", String.class));
    }

    @Override
    public Uni<List<VmId>> ownersOf(Mutiny.Session session, Collection<Address> addresses) {
        return vms(session.createNativeQuery(
                        "select vm from vm_routing where addresses && string_to_array(?1, ',') order by vm",
                        String.class)
                .setParameter(
                        1,
                        String.join(
                                SEPARATOR,
                                addresses.stream().map(Address::toString).toList())));
    }

    private static Uni<List<VmId>> vms(Mutiny.SelectionQuery<String> query) {
        return query.getResultList().map(vms -> vms.stream().map(VmId::of).toList());
    }

    @Override
    public Uni<List<Path>> save(Mutiny.Session session, ReflectorRoute route, Address address) {
        var sql = """
                insert into held as h (address, reflector, generation, paths)
                values (?1, ?2, ?3, cast(cast(?4 as text) as jsonb))
                on conflict (address, reflector) do update set generation = excluded.generation, paths = excluded.paths
                returning cast((select o.paths from held o where o.address = ?1 and o.reflector = ?2) as text)
                """;
        return session.createNativeQuery(sql, String.class)
                .setParameter(1, address.toString())
                .setParameter(2, route.reflector().value())
                .setParameter(3, route.generation())
                .setParameter(4, StateJson.write(route.paths()))
                .getSingleResultOrNull()
                .map(before -> before == null ? List.<Path>of() : StateJson.readList(before, Path.class));
    }

    @Override
    public Uni<Void> remove(Mutiny.Session session, RouterName reflector, Address address) {
        return execute(
                session,
                "delete from held where address = ?1 and reflector = ?2",
                address.toString(),
                reflector.value());
    }

    @Override
    public Uni<List<Address>> save(Mutiny.Session session, ReflectorSight sight) {
        var state = """
                insert into reflector (name, state, generation) values (?1, ?2, ?3)
                on conflict (name) do update set state = excluded.state, generation = excluded.generation
                """;
        var gone = "delete from held where reflector = ?1 and generation < ?2 returning address";
        return execute(session, state, sight.reflector().value(), sight.state().name(), sight.generation())
                .chain(() -> sight.state() != RouteObservation.State.IN_SYNC
                        ? Uni.createFrom().item(List.<Address>of())
                        : session.createNativeQuery(gone, String.class)
                                .setParameter(1, sight.reflector().value())
                                .setParameter(2, sight.generation())
                                .getResultList()
                                .map(addresses ->
                                        addresses.stream().map(Address::of).toList()));
    }

    @Override
    public Uni<Boolean> isInPool(Mutiny.Session session, Address address) {
        return session.createNativeQuery(
                        "select exists (select from pool where prefix >>= cast(cast(?1 as text) as inet))",
                        Boolean.class)
                .setParameter(1, address.toString())
                .getSingleResult();
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, PoolTopology pool) {
        return execute(session, """
                insert into pool (name, prefix) values (?1, cast(cast(?2 as text) as cidr))
                on conflict (name) do update set prefix = excluded.prefix
                """, pool.name().value(), pool.prefix().toString());
    }

    @Override
    public Uni<Void> removePool(Mutiny.Session session, String name) {
        return execute(session, "delete from pool where name = ?1", name);
    }

    @Override
    public Uni<Void> forget(Mutiny.Session session, VmRouting routing) {
        return save(session, routing, null)
                .chain(() -> execute(
                        session,
                        "delete from route where vm = ?1 and state = 'WITHDRAWN'",
                        routing.vm().value()));
    }

    @Override
    public Uni<Void> remember(Mutiny.Session session, List<RouteEvent> events) {
        return Multi.createFrom()
                .iterable(events)
                .filter(AddressFact.class::isInstance)
                .onItem()
                .transformToUniAndConcatenate(event -> remember(session, RouteFact.of((AddressFact) event)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** The newer allocation of an address wins: the older one's facts are history only. */
    private static Uni<Void> remember(Mutiny.Session session, RouteFact fact) {
        var sql = """
                with history as (
                    insert into route_history (address, vm, event, node, epoch, reason, at)
                    values (?1, ?2, ?3, nullif(?4, ''), nullif(?5, 0), nullif(?6, ''), ?7))
                insert into route as r (address, vm, sequence, node, epoch, state, since)
                values (?1, ?2, ?8, nullif(?4, ''), nullif(?5, 0), ?3, ?7)
                on conflict (address) do update set vm = excluded.vm, sequence = excluded.sequence,
                    node = excluded.node, epoch = excluded.epoch, state = excluded.state, since = excluded.since
                where r.sequence <= excluded.sequence
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, fact.address())
                .setParameter(2, fact.vm())
                .setParameter(3, fact.state())
                .setParameter(4, fact.node())
                .setParameter(5, fact.epoch())
                .setParameter(6, fact.reason())
                .setParameter(7, fact.at())
                .setParameter(8, fact.sequence())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** A route event as a row; empty texts and 0 stand for what it does not say. */
    private record RouteFact(
            String address,
            String vm,
            long sequence,
            String state,
            String node,
            long epoch,
            String reason,
            Instant at) {

        static RouteFact of(AddressFact event) {
            return switch (event) {
                case RouteAnnounced e -> fact(e, "ANNOUNCED", e.node(), e.epoch(), "", e.at());
                case RouteConfirmed e -> fact(e, "CONFIRMED", e.node(), e.epoch(), "", e.at());
                case RouteDrifted e -> fact(e, "DRIFTED", e.node(), e.epoch(), e.reason(), e.at());
                case RouteWithdrawn e -> fact(e, "WITHDRAWN", e.node(), e.epoch(), "", e.at());
            };
        }

        private static RouteFact fact(
                AddressFact event,
                String state,
                @Nullable NodeName node,
                @Nullable Epoch epoch,
                String reason,
                Instant at) {
            return new RouteFact(
                    event.address().toString(),
                    event.vm().value(),
                    event.sequence().value(),
                    state,
                    node == null ? "" : node.value(),
                    epoch == null ? 0 : epoch.value(),
                    reason,
                    at);
        }
    }

    @Override
    public Uni<Optional<NodeManifest>> manifest(Mutiny.Session session, NodeName node) {
        return session.createNativeQuery(
                        "select " + MANIFEST + " from node n, fabric f where n.name = ?1", Object[].class)
                .setParameter(1, node.value())
                .getSingleResultOrNull()
                .map(row -> row == null ? Optional.empty() : Optional.of(manifest(row, 0)));
    }

    /** @param at where the columns of {@link #MANIFEST} begin */
    private static NodeManifest manifest(Object[] row, int at) {
        return new NodeManifest(
                FabricId.of((String) row[at]),
                NodeName.of((String) row[at + 1]),
                (int) number(row[at + 2]),
                row[at + 3] == null ? null : NodeInstance.of((String) row[at + 3]),
                number(row[at + 4]),
                (int) number(row[at + 5]),
                ManifestDigest.of((String) row[at + 6]),
                (int) number(row[at + 7]));
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, NodeManifest manifest) {
        return execute(
                session,
                "update node set manifest_generation = ?2, endpoints = ?3, digest = ?4, removals = ?5 where name = ?1",
                manifest.node().value(),
                manifest.generation(),
                manifest.endpoints(),
                manifest.digest().value(),
                manifest.removals());
    }

    @Override
    public Uni<Speaker> speaker(Mutiny.Session session, NodeName node) {
        return session.createNativeQuery("select name, instance from node where name = ?1", Object[].class)
                .setParameter(1, node.value())
                .getSingleResultOrNull()
                .map(row -> row == null
                        ? new Speaker(false, null)
                        : new Speaker(true, row[1] == null ? null : NodeInstance.of((String) row[1])));
    }

    @Override
    public Uni<Void> bind(Mutiny.Session session, NodeName node, NodeInstance instance) {
        return execute(
                session,
                "update node set instance = ?2 where name = ?1 and instance is null",
                node.value(),
                instance.value());
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, ClusterTopology cluster) {
        return execute(
                session,
                """
                insert into cluster (name, gateways, reflectors, families)
                values (?1, cast(cast(?2 as text) as jsonb), string_to_array(?3, ','), cast(cast(?4 as text) as jsonb))
                on conflict (name) do update set gateways = excluded.gateways, reflectors = excluded.reflectors,
                    families = excluded.families
                """,
                cluster.name().value(),
                StateJson.write(cluster.gateways()),
                reflectors(cluster),
                families(cluster));
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, NodeTopology node) {
        return execute(
                session,
                """
                insert into node (name, cluster, partition, address, address6, manifest_generation)
                select ?1, ?2, ?3, ?4, nullif(?5, ''), last_value from epoch
                on conflict (name) do update set cluster = excluded.cluster, partition = excluded.partition,
                    address = excluded.address, address6 = excluded.address6
                """,
                node.name().value(),
                node.cluster().value(),
                node.intentPartition(),
                node.address().toString(),
                orEmpty(node.address6()));
    }

    private static String reflectors(ClusterTopology cluster) {
        return String.join(
                SEPARATOR,
                cluster.reflectors().stream()
                        .map(reflector -> reflector.name().value())
                        .toList());
    }

    private static String families(ClusterTopology cluster) {
        var families = new TreeMap<String, List<AddressFamily>>();
        cluster.reflectors().forEach(reflector -> families.put(reflector.name().value(), reflector.families()));
        return StateJson.write(families);
    }

    private static String orEmpty(@Nullable Address address) {
        return address == null ? "" : address.toString();
    }

    /** Drivers give times in either form. */
    static Instant instant(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant() : (Instant) value;
    }

    @Override
    public Uni<Boolean> raise(Mutiny.Session session, long number, Map<NodeName, Long> generations) {
        var epoch = """
                select setval('epoch', ?1) from epoch
                where last_value + case when is_called then %d else 0 end <= ?1
                """.formatted(RoutingContext.EPOCHS);
        var manifests = """
                update node set manifest_generation = cast(found.value as bigint)
                from jsonb_each_text(cast(cast(?1 as text) as jsonb)) found
                where name = found.key and manifest_generation < cast(found.value as bigint)
                """;
        return session.createNativeQuery(epoch, Object.class)
                .setParameter(1, number)
                .getResultList()
                .chain(raised -> session.createNativeQuery(manifests)
                        .setParameter(1, StateJson.write(generations))
                        .executeUpdate()
                        .map(nodes -> !raised.isEmpty() || nodes > 0));
    }

    @Override
    public Uni<Void> leave(Mutiny.Session session, NodeName node) {
        return execute(session, "update node set leaving = true where name = ?1", node.value());
    }

    @Override
    public Uni<Void> remove(Mutiny.Session session, NodeName node) {
        return execute(session, "delete from node where name = ?1", node.value());
    }

    @Override
    public Uni<List<VmId>> vmsOf(Mutiny.Session session, NodeName node) {
        return session.createNativeQuery(
                        "select vm from vm_routing where nodes @> string_to_array(?1, ',') order by vm", String.class)
                .setParameter(1, node.value())
                .getResultList()
                .map(vms -> vms.stream().map(VmId::of).toList());
    }

    private static Uni<Void> execute(Mutiny.Session session, String sql, Object... parameters) {
        Mutiny.MutationQuery query = session.createNativeQuery(sql);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.executeUpdate().replaceWithVoid();
    }

    private static String joined(Set<NodeName> nodes) {
        return String.join(SEPARATOR, nodes.stream().map(NodeName::value).toList());
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalStateException("a number was selected, not " + value);
    }
}
