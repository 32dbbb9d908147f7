package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.application.RemovalStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Table {@code removed_endpoint}. */
@ApplicationScoped
class PostgresRemovalStore implements RemovalStore {

    private static final String REMEMBER = """
            insert into removed_endpoint (node, vm, partition, since)
            select name, ?1, partition, clock_timestamp() from node where name = any(string_to_array(?2, ',')) and not leaving
            on conflict (node, vm) do update set partition = excluded.partition, since = excluded.since
            """;

    private static final String TAKE = """
            with due as (
                select e.node, e.vm, e.partition,
                    exists (select from vm_routing r where r.vm = e.vm and e.node = any(r.nodes)) as back
                from removed_endpoint e where e.since < clock_timestamp() - ?1 * interval '1 second' order by e.since limit ?2),
            waiting as (
                update removed_endpoint e set since = clock_timestamp()
                from due d where d.back and e.node = d.node and e.vm = d.vm),
            taken as (
                delete from removed_endpoint e using due d where not d.back and e.node = d.node and e.vm = d.vm)
            select node, vm, partition, back from due
            """;

    @Override
    public Uni<Void> remember(Mutiny.Session session, VmId vm, Collection<NodeName> nodes) {
        return Sql.execute(session, REMEMBER, vm.value(), Sql.joined(nodes));
    }

    @Override
    public Uni<Taken> take(Mutiny.Session session, Duration age, int limit) {
        return session.createNativeQuery(TAKE, Object[].class)
                .setParameter(1, age.toSeconds())
                .setParameter(2, limit)
                .getResultList()
                .map(PostgresRemovalStore::taken);
    }

    @Override
    public Uni<Void> waitAnew(Mutiny.Session session) {
        return Sql.execute(session, "update removed_endpoint set since = clock_timestamp()");
    }

    private static Taken taken(List<Object[]> due) {
        var removals = due.stream()
                .filter(row -> !(boolean) row[3])
                .map(row ->
                        new Removal(NodeName.of((String) row[0]), VmId.of((String) row[1]), (int) Sql.number(row[2])))
                .toList();
        return new Taken(removals, due.size());
    }
}
