package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.application.LogPosition;
import io.ipfabric.vm.application.VmLog;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Table {@code vm_event}. A VM that was there before the table has told nothing yet, and a life to begin with all the same. */
@ApplicationScoped
class PostgresVmLog implements VmLog {

    @Override
    public Uni<Optional<End>> end(Mutiny.Session session, VmId vm) {
        var sql = """
                select life, number, gone from (
                    select created_generation as life, told as number, false as gone from vm where id = ?1
                    union all
                    (select life, number, type = 'gone' from vm_event where vm = ?1 order by life desc, number desc limit 1)
                ) last order by life desc, number desc limit 1
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, vm.value())
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(known -> new End(position(known), (boolean) known[2])));
    }

    @Override
    public Uni<List<Entry>> after(Mutiny.Session session, VmId vm, LogPosition position, int limit) {
        var sql = """
                select life, number, type, data from vm_event
                where vm = ?1 and (life, number) > (?2, ?3) order by life, number limit ?4
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, vm.value())
                .setParameter(2, position.life().value())
                .setParameter(3, position.number())
                .setParameter(4, limit)
                .getResultList()
                .map(rows -> rows.stream().map(PostgresVmLog::entry).toList());
    }

    private static Entry entry(Object[] row) {
        return new Entry(position(row), (String) row[2], (String) row[3]);
    }

    private static LogPosition position(Object[] row) {
        return new LogPosition(Generation.of((Long) row[0]), (Long) row[1]);
    }
}
