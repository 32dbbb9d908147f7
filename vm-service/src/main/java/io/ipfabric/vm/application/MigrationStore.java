package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.domain.Migration;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The last 100 migrations of each VM, as its row had them; they go with it. */
public interface MigrationStore {

    Uni<Optional<Migration>> find(Mutiny.Session session, VmId vm, UUID id);

    /** The newest first. */
    Uni<List<Migration>> list(Mutiny.Session session, VmId vm);
}
