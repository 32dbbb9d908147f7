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

/** Table {@code migration}, which a trigger writes. Each change takes out what is too old: no clean-up can fall behind. */
@ApplicationScoped
class PostgresMigrationStore implements MigrationStore {

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
