package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.AddressFact;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.application.RoutingStore;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingContext;
import io.ipfabric.routing.domain.VmRouting;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Node names hold no comma. */
    private static final String SEPARATOR = ",";

    @Override
    public Uni<Void> becomeTheWriter(Mutiny.Session session) {
        return session.createNativeQuery("select cast(pg_advisory_xact_lock(" + WRITER + ") as text)", String.class)
                .getSingleResult()
                .replaceWithVoid();
    }

    @Override
    public Uni<Loaded> load(Mutiny.Session session, VmId vm, Set<NodeName> further, Instant now) {
        var sql = """
                select one.epoch, cast(r.state as text), case when not n.leaving then cast(c.gateways as text) end, %s
                from (select nextval('epoch') as epoch) one
                left join vm_routing r on r.vm = ?1
                left join (node n cross join fabric f left join cluster c on c.name = n.cluster)
                    on n.name = any(coalesce(r.nodes, '{}') || string_to_array(?2, ','))
                """.formatted(MANIFEST);
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, vm.value())
                .setParameter(2, joined(further))
                .getResultList()
                .map(rows -> loaded(vm, rows, now));
    }

    private static Loaded loaded(VmId vm, List<Object[]> rows, Instant now) {
        var first = rows.getFirst();
        var routing = first[1] == null ? VmRouting.unknown(vm) : StateJson.read((String) first[1], VmRouting.class);
        var gateways = new HashMap<NodeName, Gateways>();
        var manifests = new HashMap<NodeName, NodeManifest>();
        for (var row : rows) {
            if (row[3] != null) {
                var manifest = manifest(row, 3);
                manifests.put(manifest.node(), manifest);
                if (row[2] != null) {
                    gateways.put(manifest.node(), StateJson.read((String) row[2], Gateways.class));
                }
            }
        }
        return new Loaded(routing, new RoutingContext(now, Epoch.of(number(first[0])), gateways), manifests);
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, VmRouting routing) {
        var sql = """
                insert into vm_routing (vm, nodes, state)
                values (?1, string_to_array(?2, ','), cast(cast(?3 as text) as jsonb))
                on conflict (vm) do update set nodes = excluded.nodes, state = excluded.state
                """;
        var nodes = new TreeSet<>(routing.endpoints().keySet());
        if (routing.placement() != null) {
            nodes.add(routing.placement().node());
        }
        return session.createNativeQuery(sql)
                .setParameter(1, routing.vm().value())
                .setParameter(2, joined(nodes))
                .setParameter(3, StateJson.write(routing))
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> forget(Mutiny.Session session, VmRouting routing) {
        return save(session, routing)
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
        return execute(session, """
                insert into cluster (name, gateways) values (?1, cast(cast(?2 as text) as jsonb))
                on conflict (name) do update set gateways = excluded.gateways
                """, cluster.name().value(), StateJson.write(cluster.gateways()));
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, NodeTopology node) {
        return execute(session, """
                insert into node (name, cluster, partition, manifest_generation) select ?1, ?2, ?3, last_value from epoch
                on conflict (name) do update set cluster = excluded.cluster, partition = excluded.partition
                """, node.name().value(), node.cluster().value(), node.intentPartition());
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
