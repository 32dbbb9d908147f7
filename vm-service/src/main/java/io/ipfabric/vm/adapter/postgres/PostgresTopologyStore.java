package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.application.Reference;
import io.ipfabric.vm.application.TopologyStore;
import io.ipfabric.vm.domain.VmInput.Destination;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Tables {@code known_cluster} and {@code known_node}. They don't refer to each other: a node may be read of before its cluster. */
@ApplicationScoped
class PostgresTopologyStore implements TopologyStore {

    @Override
    public Uni<Void> putCluster(Mutiny.Session session, ClusterTopology cluster) {
        var gateways = cluster.gateways();
        var sql = """
                insert into known_cluster (name, gateway_ipv4, gateway_ipv6, gateway_mac, cutover, strict_timeout)
                values (?1, ?2, ?3, ?4, ?5, ?6)
                on conflict (name) do update set gateway_ipv4 = excluded.gateway_ipv4,
                    gateway_ipv6 = excluded.gateway_ipv6, gateway_mac = excluded.gateway_mac,
                    cutover = excluded.cutover, strict_timeout = excluded.strict_timeout
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, cluster.name().value())
                .setParameter(2, gateways.ipv4().toString())
                .setParameter(3, gateways.ipv6().toString())
                .setParameter(4, gateways.mac().value())
                .setParameter(5, cluster.cutover().name())
                .setParameter(6, StrictTimeout.orHold(cluster.strictTimeout()).name())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> dropCluster(Mutiny.Session session, ClusterName cluster) {
        return session.createNativeQuery("delete from known_cluster where name = ?1")
                .setParameter(1, cluster.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> putNode(Mutiny.Session session, NodeName node, ClusterName cluster) {
        var sql = """
                insert into known_node (name, cluster) values (?1, ?2)
                on conflict (name) do update set cluster = excluded.cluster
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, node.value())
                .setParameter(2, cluster.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> dropNode(Mutiny.Session session, NodeName node) {
        return session.createNativeQuery("delete from known_node where name = ?1")
                .setParameter(1, node.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Boolean> isNodeIn(Mutiny.Session session, NodeName node, ClusterName cluster) {
        return session.createNativeQuery("select count(*) from known_node where name = ?1 and cluster = ?2", Long.class)
                .setParameter(1, node.value())
                .setParameter(2, cluster.value())
                .getSingleResult()
                .map(count -> count == 1);
    }

    @Override
    public Uni<Destination> destination(Mutiny.Session session, NodeName target, ClusterName cluster) {
        var sql = """
                select
                    exists (select from known_node where name = ?1 and cluster = ?2),
                    coalesce((select cutover from known_cluster where name = ?2), ?3),
                    coalesce((select strict_timeout from known_cluster where name = ?2), ?4)
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, target.value())
                .setParameter(2, cluster.value())
                .setParameter(3, CutoverPolicy.SEAMLESS.name())
                .setParameter(4, StrictTimeout.HOLD.name())
                .getSingleResult()
                .map(row -> destination(target, row));
    }

    private static Destination destination(NodeName target, Object[] row) {
        var usual = CutoverPolicy.valueOf((String) row[1]);
        return new Destination(target, (boolean) row[0], usual, StrictTimeout.valueOf((String) row[2]));
    }

    @Override
    public Uni<Set<Reference>> unknown(Mutiny.Session session, Set<Reference> references) {
        return Multi.createFrom()
                .iterable(references)
                .onItem()
                .transformToUniAndConcatenate(
                        reference -> isKnown(session, reference).map(known -> Map.entry(reference, known)))
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .collect()
                .with(Collectors.toUnmodifiableSet());
    }

    private static Uni<Boolean> isKnown(Mutiny.Session session, Reference reference) {
        return switch (reference) {
            case Reference.ToCluster(var cluster) -> isIn(session, "known_cluster", cluster.value());
            case Reference.ToNode(var node) -> isIn(session, "known_node", node.value());
        };
    }

    private static Uni<Boolean> isIn(Mutiny.Session session, String table, String name) {
        return session.createNativeQuery("select exists (select from " + table + " where name = ?1)", Boolean.class)
                .setParameter(1, name)
                .getSingleResult();
    }

    @Override
    public Uni<Map<ClusterName, Gateways>> gateways(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select name, gateway_ipv4, gateway_ipv6, gateway_mac from known_cluster", Object[].class)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toUnmodifiableMap(
                                row -> ClusterName.of((String) row[0]), PostgresTopologyStore::gateways)));
    }

    private static Gateways gateways(Object[] row) {
        return new Gateways(Address.of((String) row[1]), Address.of((String) row[2]), MacAddress.of((String) row[3]));
    }
}
