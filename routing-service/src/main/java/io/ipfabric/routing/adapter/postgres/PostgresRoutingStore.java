package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.routing.application.RoutingStore;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutedAddress;
import io.ipfabric.routing.domain.RoutingContext;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.VmRouting;
import io.ipfabric.routing.domain.Wait;
import io.ipfabric.routing.domain.Wait.Kind;
import io.ipfabric.routing.domain.Waits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Table {@code vm_routing}. Plain SQL: each statement is written for the round trips of one decision. */
@ApplicationScoped
class PostgresRoutingStore implements RoutingStore {

    /** Columns of {@link #load} where what is read by others begins. */
    private static final int SIGHTS_AT = 3;

    private static final int NODE_AT = 5;
    private static final int MANIFEST_AT = 8;

    /** The parts write different tables, so that their order does not matter. */
    private static final String SAVE =
            """
            with state as (
                insert into vm_routing (vm, nodes, cluster, addresses, state, due, waiting, overdue)
                values (?1, string_to_array(?2, ','), nullif(?3, ''), string_to_array(?4, ','),
                    cast(cast(?5 as text) as jsonb), cast(nullif(?6, '') as timestamptz), ?7, string_to_array(?8, ','))
                on conflict (vm) do update set nodes = excluded.nodes, cluster = excluded.cluster,
                    addresses = excluded.addresses, state = excluded.state, due = excluded.due, waiting = excluded.waiting,
                    overdue = excluded.overdue),
            %s,
            %s
            select %s
            """.formatted(RouteFacts.remembering(9), NodeRows.saving(10), Outbox.publishing(11));

    private final Outbox outbox;

    @Inject
    PostgresRoutingStore(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public Uni<Loaded> load(Mutiny.Session session, VmId vm, Set<NodeName> further, Timing timing) {
        var sql = """
                select one.epoch, one.now, cast(r.state as text), cast(%s as text), cast(%s as text), %s, %s, r.state ->> '%s'
                from (select nextval('epoch') as epoch, clock_timestamp() as now) one
                left join vm_routing r on r.vm = ?1
                left join (node n cross join fabric f left join cluster c on c.name = n.cluster)
                    on n.name = any(coalesce(r.nodes, '{}') || string_to_array(?2, ','))
                """.formatted(
                        SightRows.SIGHTS, SightRows.HELD, NodeRows.FABRIC_NODE, NodeRows.MANIFEST, StateJson.CAUSE);
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, vm.value())
                .setParameter(2, Sql.joined(further))
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
                var manifest = NodeRows.manifest(row, MANIFEST_AT);
                manifests.put(manifest.node(), manifest);
                if (row[NODE_AT] != null) {
                    nodes.put(manifest.node(), NodeRows.node(row, NODE_AT));
                }
            }
        }
        var context = new RoutingContext(
                Sql.instant(first[1]),
                Epoch.of(Sql.number(first[0])),
                nodes,
                SightRows.sights(first, SIGHTS_AT),
                timing);
        return new Loaded(routing, context, manifests, TraceContext.parse((String) first[first.length - 1]));
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, Decided decided) {
        var after = decided.after();
        var withdrawn = "delete from route where vm = ?1 and state = 'WITHDRAWN'";
        return after.hasOnlyPast()
                ? Sql.execute(session, withdrawn, after.vm().value()).chain(() -> written(session, decided, null))
                : written(session, decided, decided.due());
    }

    private Uni<Void> written(Mutiny.Session session, Decided decided, @Nullable Instant due) {
        var routing = decided.after();
        var nodes = new TreeSet<>(routing.endpoints().keySet());
        var placement = routing.placement();
        var move = routing.move();
        if (placement != null) {
            nodes.add(placement.node());
        }
        if (move != null) {
            nodes.add(move.target());
        }
        var addresses = routing.addresses().stream().map(RoutedAddress::address).toList();
        var overdue = routing.overdue().stream().map(Wait::kind).distinct().toList();
        return session.createNativeQuery(SAVE, String.class)
                .setParameter(1, routing.vm().value())
                .setParameter(2, Sql.joined(nodes))
                .setParameter(3, placement == null ? "" : placement.cluster().value())
                .setParameter(4, Sql.joined(addresses))
                .setParameter(5, StateJson.write(routing, decided.cause()))
                .setParameter(6, Sql.orEmpty(due))
                .setParameter(7, Waits.forReflectors(routing))
                .setParameter(8, Sql.joined(overdue))
                .setParameter(9, RouteFacts.of(decided.told(), decided.before()))
                .setParameter(10, NodeRows.manifests(decided.manifests()))
                .setParameter(11, outbox.rows(decided.published()))
                .getSingleResult()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> wake(Mutiny.Session session, VmId vm, @Nullable Instant due) {
        return Sql.execute(
                session,
                "update vm_routing set due = cast(nullif(?2, '') as timestamptz) where vm = ?1",
                vm.value(),
                Sql.orEmpty(due));
    }

    @Override
    public Uni<Due> due(Mutiny.Session session, int limit) {
        return session.createNativeQuery("""
                        select vm, cast(extract(epoch from due - clock_timestamp()) * 1000 as bigint)
                        from vm_routing where due is not null order by due limit ?1
                        """, Object[].class)
                .setParameter(1, limit)
                .getResultList()
                .map(PostgresRoutingStore::due);
    }

    private static Due due(List<Object[]> rows) {
        var now = rows.stream()
                .filter(row -> Sql.number(row[1]) <= 0)
                .map(row -> VmId.of((String) row[0]))
                .toList();
        var next = rows.stream()
                .map(row -> Sql.number(row[1]))
                .filter(millis -> millis > 0)
                .findFirst()
                .map(Duration::ofMillis);
        return new Due(now, next);
    }

    @Override
    public Uni<Map<Kind, Long>> overdue(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select kind, count(*) from vm_routing, unnest(overdue) kind where overdue <> '{}' group by kind",
                        Object[].class)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(row -> Kind.valueOf((String) row[0]), row -> Sql.number(row[1]))));
    }

    @Override
    public Uni<Optional<VmId>> ownerOf(Mutiny.Session session, Address address) {
        return Sql.vms(session.createNativeQuery(
                                "select vm from vm_routing where addresses @> string_to_array(?1, ',')", String.class)
                        .setParameter(1, address.toString()))
                .map(owners -> owners.stream().findFirst());
    }
}
