package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.application.MigrationStore;
import io.ipfabric.vm.domain.Migration;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Table {@code migration}. Each change takes out what is too old: no clean-up can fall behind. */
@ApplicationScoped
class PostgresMigrationStore implements MigrationStore {

    @Override
    public Uni<Void> put(Mutiny.Session session, VmId vm, Migration migration) {
        var sql = """
                insert into migration (vm, generation, id, document)
                values (?1, ?2, ?3, cast(cast(?4 as text) as jsonb))
                on conflict (vm, generation) do update set document = excluded.document
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, vm.value())
                .setParameter(2, migration.generation().value())
                .setParameter(3, migration.id().toString())
                .setParameter(4, StoredJson.write(migration))
                .executeUpdate()
                .chain(() -> forgetOldest(session, vm));
    }

    private static Uni<Void> forgetOldest(Mutiny.Session session, VmId vm) {
        var sql = """
                delete from migration where vm = ?1 and generation <= (
                    select generation from migration where vm = ?1 order by generation desc offset ?2 limit 1)
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, vm.value())
                .setParameter(2, KEPT_MAX)
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Migration>> find(Mutiny.Session session, VmId vm, UUID id) {
        return session.createNativeQuery(
                        "select cast(document as text) from migration where vm = ?1 and id = ?2", String.class)
                .setParameter(1, vm.value())
                .setParameter(2, id.toString())
                .getSingleResultOrNull()
                .map(document -> Optional.ofNullable(document).map(json -> StoredJson.read(json, Migration.class)));
    }

    @Override
    public Uni<List<Migration>> list(Mutiny.Session session, VmId vm) {
        return session.createNativeQuery(
                        "select cast(document as text) from migration where vm = ?1 order by generation desc",
                        String.class)
                .setParameter(1, vm.value())
                .getResultList()
                .map(documents -> documents.stream()
                        .map(json -> StoredJson.read(json, Migration.class))
                        .toList());
    }
}
