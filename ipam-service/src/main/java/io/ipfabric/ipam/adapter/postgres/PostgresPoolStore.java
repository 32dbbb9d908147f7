package io.ipfabric.ipam.adapter.postgres;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.ipam.application.LockedPool;
import io.ipfabric.ipam.application.PoolStore;
import io.ipfabric.ipam.application.StoredPool;
import io.ipfabric.ipam.domain.Pool;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The tables {@code pool} and {@code cluster}. */
@ApplicationScoped
class PostgresPoolStore implements PoolStore {

    @Override
    public Uni<Boolean> insert(Mutiny.Session session, Pool pool) {
        var sql = """
                insert into pool (name, cluster, prefix, reservations, cooldown_millis)
                values (?1, ?2, cast(cast(?3 as text) as cidr), cast(cast(?4 as text) as jsonb), ?5)
                on conflict do nothing
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, pool.name().value())
                .setParameter(2, pool.cluster().value())
                .setParameter(3, pool.prefix().toString())
                .setParameter(4, JsonRows.write(pool.reservations().blocks()))
                .setParameter(5, pool.cooldown().toMillis())
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    @Override
    public Uni<Optional<StoredPool>> find(Mutiny.Session session, PoolName name) {
        var sql = JsonRows.of("select " + PoolRow.COLUMNS + ", " + PoolRow.COUNTS + " from pool p where p.name = ?1");
        return JsonRows.first(JsonRows.query(session, sql, name.value()), PoolRow.class)
                .map(found -> found.map(PoolRow::stored));
    }

    @Override
    public Uni<Optional<PoolName>> findOverlapping(Mutiny.Session session, Prefix prefix) {
        var sql = "select name from pool where prefix && cast(cast(?1 as text) as inet) order by name limit 1";
        return JsonRows.query(session, sql, prefix.toString())
                .getResultList()
                .map(names -> names.stream().findFirst().map(PoolName::of));
    }

    @Override
    public Uni<List<StoredPool>> list(Mutiny.Session session, @Nullable PoolName after, int limit) {
        var sql = JsonRows.of("select " + PoolRow.COLUMNS + ", " + PoolRow.COUNTS
                + " from pool p where p.name > ?1 order by p.name limit ?2");
        return JsonRows.list(JsonRows.query(session, sql, after == null ? "" : after.value(), limit), PoolRow.class)
                .map(rows -> rows.stream().map(PoolRow::stored).toList());
    }

    @Override
    public Uni<Long> count(Mutiny.Session session) {
        return session.createNativeQuery("select count(*) from pool", Long.class)
                .getSingleResult();
    }

    @Override
    public Uni<List<LockedPool>> lockAll(Mutiny.Session session, ClusterName cluster) {
        var sql = JsonRows.of("select " + PoolRow.COLUMNS + ", " + PoolRow.NOT_COUNTED
                + " from pool p where p.cluster = ?1 and not p.draining order by p.name for update");
        return JsonRows.list(JsonRows.query(session, sql, cluster.value()), PoolRow.class)
                .map(rows -> rows.stream().map(PoolRow::locked).toList());
    }

    @Override
    public Uni<Optional<LockedPool>> lock(Mutiny.Session session, PoolName name) {
        var sql = JsonRows.of("select " + PoolRow.COLUMNS + ", " + PoolRow.NOT_COUNTED
                + " from pool p where p.name = ?1 and not p.draining for update");
        return JsonRows.first(JsonRows.query(session, sql, name.value()), PoolRow.class)
                .map(found -> found.map(PoolRow::locked));
    }

    @Override
    public Uni<Void> drain(Mutiny.Session session, PoolName name) {
        return session.createNativeQuery("update pool set draining = true where name = ?1 and not draining")
                .setParameter(1, name.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** In three statements, because each sees what was committed before it: the lock first, then what can no longer change. */
    @Override
    public Uni<Boolean> deleteDrained(Mutiny.Session session, PoolName name) {
        var lock = "select name from pool where name = ?1 and draining for update";
        var forget = """
                delete from allocation where pool = ?1 and not exists (
                    select from allocation
                    where pool = ?1 and (state <> 'COOLING_DOWN' or cooling_until > now()))
                """;
        var delete =
                "delete from pool where name = ?1 and draining and not exists (select from allocation where pool = ?1)";
        return JsonRows.query(session, lock, name.value())
                .getResultList()
                .chain(() -> session.createNativeQuery(forget)
                        .setParameter(1, name.value())
                        .executeUpdate())
                .chain(() -> session.createNativeQuery(delete)
                        .setParameter(1, name.value())
                        .executeUpdate())
                .map(deleted -> deleted == 1);
    }

    @Override
    public Uni<List<PoolName>> draining(Mutiny.Session session) {
        return JsonRows.query(session, "select name from pool where draining order by name")
                .getResultList()
                .map(names -> names.stream().map(PoolName::of).toList());
    }

    @Override
    public Uni<Optional<Address>> gateway(Mutiny.Session session, ClusterName cluster) {
        return JsonRows.query(session, "select host(gateway) from cluster where name = ?1", cluster.value())
                .getResultList()
                .map(found -> found.stream().findFirst().map(Address::of));
    }

    @Override
    public Uni<Void> know(Mutiny.Session session, ClusterName cluster, Address gateway) {
        var sql = """
                insert into cluster (name, gateway) values (?1, cast(cast(?2 as text) as inet))
                on conflict (name) do update set gateway = excluded.gateway
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, cluster.value())
                .setParameter(2, gateway.toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> forget(Mutiny.Session session, ClusterName cluster) {
        return session.createNativeQuery("delete from cluster where name = ?1")
                .setParameter(1, cluster.value())
                .executeUpdate()
                .replaceWithVoid();
    }
}
