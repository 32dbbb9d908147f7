package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.application.Milestone;
import io.ipfabric.vm.application.VmFilter;
import io.ipfabric.vm.application.VmStore;
import io.ipfabric.vm.domain.LifeEvent;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Table {@code vm}: a row is an aggregate, and its lock. Of those that are gone {@code vm_past} keeps the last generation. */
@ApplicationScoped
class PostgresVmStore implements VmStore {

    @Override
    public Uni<VmState> lock(Mutiny.Session session, VmId vm) {
        return session.find(VmRow.class, vm.value(), LockModeType.PESSIMISTIC_WRITE)
                .chain(row ->
                        row == null ? absent(session, vm) : Uni.createFrom().item(row.state()));
    }

    /** Asked after the lock, so that the end of a VM whose lock was waited for is seen. */
    private static Uni<VmState> absent(Mutiny.Session session, VmId vm) {
        return session.createNativeQuery("select generation from vm_past where id = ?1", Long.class)
                .setParameter(1, vm.value())
                .getSingleResultOrNull()
                .map(last -> last == null ? new Absent() : new Absent(Generation.of(last)));
    }

    @Override
    public Uni<VmState> find(Mutiny.Session session, VmId vm) {
        return session.find(VmRow.class, vm.value()).map(PostgresVmStore::state);
    }

    private static VmState state(@Nullable VmRow row) {
        return row == null ? new Absent() : row.state();
    }

    @Override
    public Uni<List<Present>> list(Mutiny.Session session, VmFilter filter, int limit) {
        var parameters = new HashMap<String, Object>();
        var conditions = new StringBuilder("1 = 1");
        restrict("cluster", "=", filter.cluster(), conditions, parameters);
        restrict("node", "=", filter.node(), conditions, parameters);
        restrict("status", "=", filter.status(), conditions, parameters);
        restrict("id", ">", filter.after(), conditions, parameters);
        var query = session.createSelectionQuery("from VmRow where " + conditions + " order by id", VmRow.class);
        parameters.forEach(query::setParameter);
        return query.setMaxResults(limit)
                .getResultList()
                .map(rows -> rows.stream().map(VmRow::state).toList());
    }

    /** The names are this class's own; the value comes from outside and is always a parameter. */
    private static void restrict(
            String column,
            String operator,
            @Nullable Object value,
            StringBuilder conditions,
            Map<String, Object> parameters) {
        if (value != null) {
            conditions
                    .append(" and ")
                    .append(column)
                    .append(' ')
                    .append(operator)
                    .append(" :")
                    .append(column);
            parameters.put(column, value.toString());
        }
    }

    @Override
    public Uni<Surroundings> surroundings(Mutiny.Session session, VmRequest request) {
        var sql = """
                select
                    exists (select from known_cluster where name = :cluster),
                    exists (select from known_node where name = :node and cluster = :cluster),
                    not exists (
                        select from vm
                        where cluster = :cluster and id <> :id and (name = :name or interface_name = :interface))
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter("cluster", request.cluster().value())
                .setParameter("node", request.node().value())
                .setParameter("id", request.vm().value())
                .setParameter("name", request.name().value())
                .setParameter("interface", request.vmInterface().name().value())
                .getSingleResult()
                .map(row -> new Surroundings((boolean) row[0], (boolean) row[1], (boolean) row[2]));
    }

    /** Waits for another transaction that inserts the same id or name, and lets the first one win. */
    @Override
    public Uni<Boolean> insert(Mutiny.Session session, Present vm, List<LifeEvent> told) {
        var row = VmRow.of(vm);
        row.tell(told);
        var sql = """
                insert into vm (id, cluster, name, interface_name, phase, running, status, node, generation, created_generation,
                    issued_generation, placed_at, request, addresses, migrations, told, news)
                values (:id, :cluster, :name, :interface, :phase, :running, :status, :node, :generation, :created, :issued,
                        cast(cast(:placed as text) as timestamptz),
                        cast(cast(:request as text) as jsonb), cast(cast(:addresses as text) as jsonb),
                        cast(cast(:migrations as text) as jsonb), :told, cast(cast(:news as text) as json))
                on conflict do nothing
                """;
        return session.createNativeQuery(sql)
                .setParameter("id", row.id)
                .setParameter("cluster", row.cluster)
                .setParameter("name", row.name)
                .setParameter("interface", row.interfaceName)
                .setParameter("phase", row.phase.name())
                .setParameter("running", row.running)
                .setParameter("status", row.status)
                .setParameter("node", row.node)
                .setParameter("generation", row.generation)
                .setParameter("created", row.createdGeneration)
                .setParameter("issued", row.issuedGeneration)
                .setParameter("placed", row.placedAt.toString())
                .setParameter("request", row.request)
                .setParameter("addresses", row.addresses)
                .setParameter("migrations", row.migrations)
                .setParameter("told", row.told)
                .setParameter("news", row.news)
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    @Override
    public Uni<Void> update(Mutiny.Session session, Present vm, List<LifeEvent> told) {
        return locked(session, vm.request().vm())
                .invoke(row -> {
                    row.set(vm);
                    row.tell(told);
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> tell(Mutiny.Session session, VmId vm, LifeEvent told) {
        return locked(session, vm).invoke(row -> row.tell(List.of(told))).replaceWithVoid();
    }

    @Override
    public Uni<Map<Milestone, Duration>> reached(Mutiny.Session session, VmId vm, Set<Milestone> milestones) {
        return locked(session, vm).map(row -> row.reached(milestones));
    }

    /** The row goes without being written again, so no trigger tells its last events. */
    @Override
    public Uni<Void> remove(Mutiny.Session session, VmId vm, List<LifeEvent> told) {
        var sql = """
                with past as (
                    insert into vm_past (id, generation) select id, issued_generation from vm where id = ?1
                    on conflict (id) do update set generation = excluded.generation)
                select count(cast(tell_vm_events(?1, ?2, cast(cast(?3 as text) as json)) as text))
                """;
        return locked(session, vm).chain(row -> session.createNativeQuery(sql, Long.class)
                .setParameter(1, vm.value())
                .setParameter(2, row.createdGeneration)
                .setParameter(3, StoredJson.write(row.newsWith(told)))
                .getSingleResult()
                .chain(() -> session.remove(row)));
    }

    /** In the session already, since it was locked. */
    private static Uni<VmRow> locked(Mutiny.Session session, VmId vm) {
        return session.find(VmRow.class, vm.value())
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("VM " + vm + " was not locked before it was changed"));
    }
}
