package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.application.SequenceStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalLong;
import org.hibernate.reactive.mutiny.Mutiny;

/** Table {@code lifecycle_sequence}. Each new number takes a few out that are no longer needed: no clean-up can fall behind. */
@ApplicationScoped
class PostgresSequenceStore implements SequenceStore {

    @Override
    public Uni<OptionalLong> last(Mutiny.Session session, VmId vm, String source) {
        return session.createNativeQuery(
                        "select sequence from lifecycle_sequence where vm = ?1 and source = ?2", Long.class)
                .setParameter(1, vm.value())
                .setParameter(2, source)
                .getSingleResultOrNull()
                .map(sequence -> sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence));
    }

    @Override
    public Uni<Void> remember(Mutiny.Session session, VmId vm, String source, long sequence) {
        var sql = """
                with outdated as (
                    select o.vm, o.source from lifecycle_sequence o
                    where o.accepted_at < now() - interval '7 days' and o.vm <> ?1
                        and not exists (select from vm v where v.id = o.vm)
                    order by o.accepted_at limit 4 for update skip locked),
                forgotten as (
                    delete from lifecycle_sequence s using outdated o where s.vm = o.vm and s.source = o.source)
                insert into lifecycle_sequence (vm, source, sequence) values (?1, ?2, ?3)
                on conflict (vm, source) do update set sequence = excluded.sequence, accepted_at = now()
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, vm.value())
                .setParameter(2, source)
                .setParameter(3, sequence)
                .executeUpdate()
                .replaceWithVoid();
    }
}
