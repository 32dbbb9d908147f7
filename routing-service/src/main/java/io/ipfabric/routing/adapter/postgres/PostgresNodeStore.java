package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.application.NodeStore;
import io.ipfabric.routing.application.NodeStore.Speaker;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingContext;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;

/** Tables {@code cluster} and {@code node}, and the epochs' sequence. */
@ApplicationScoped
class PostgresNodeStore implements NodeStore {

    @Override
    public Uni<Optional<NodeManifest>> manifest(Mutiny.Session session, NodeName node) {
        return session.createNativeQuery(
                        "select " + NodeRows.MANIFEST + " from node n, fabric f where n.name = ?1", Object[].class)
                .setParameter(1, node.value())
                .getSingleResultOrNull()
                .map(row -> row == null ? Optional.empty() : Optional.of(NodeRows.manifest(row, 0)));
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, NodeManifest manifest) {
        return session.createNativeQuery("with " + NodeRows.saving(1) + " select 1", Integer.class)
                .setParameter(1, NodeRows.manifests(List.of(manifest)))
                .getSingleResult()
                .replaceWithVoid();
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
        return Sql.execute(
                session,
                "update node set instance = ?2 where name = ?1 and instance is null",
                node.value(),
                instance.value());
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, ClusterTopology cluster) {
        return Sql.execute(
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

    private static String families(ClusterTopology cluster) {
        var families = new TreeMap<String, List<AddressFamily>>();
        cluster.reflectors().forEach(reflector -> families.put(reflector.name().value(), reflector.families()));
        return StateJson.write(families);
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, NodeTopology node) {
        return Sql.execute(
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
                Sql.orEmpty(node.address6()));
    }

    private static String reflectors(ClusterTopology cluster) {
        return Sql.joined(cluster.reflectors().stream()
                .map(reflector -> reflector.name().value())
                .toList());
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
        return Sql.execute(session, "update node set leaving = true where name = ?1", node.value());
    }

    @Override
    public Uni<Void> remove(Mutiny.Session session, NodeName node) {
        return Sql.execute(session, "delete from node where name = ?1", node.value());
    }

    @Override
    public Uni<List<NodeName>> present(Mutiny.Session session) {
        return session.createNativeQuery("select name from node where not leaving order by name", String.class)
                .getResultList()
                .map(names -> names.stream().map(NodeName::of).toList());
    }

    @Override
    public Uni<List<VmId>> vmsOf(Mutiny.Session session, NodeName node) {
        return session.createNativeQuery(
                        "select vm from vm_routing where nodes @> string_to_array(?1, ',') order by vm", String.class)
                .setParameter(1, node.value())
                .getResultList()
                .map(vms -> vms.stream().map(VmId::of).toList());
    }
}
