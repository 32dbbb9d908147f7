package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.domain.Migration;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The history of each VM's migrations; it goes with the VM. Every method acts within the session's transaction. */
public interface MigrationStore {

    /** Of each VM; older ones are forgotten. */
    int KEPT_MAX = 100;

    /** Of a locked VM: a new one, or one that is known as it is now. */
    Uni<Void> put(Mutiny.Session session, VmId vm, Migration migration);

    Uni<Optional<Migration>> find(Mutiny.Session session, VmId vm, UUID id);

    /** The newest first. */
    Uni<List<Migration>> list(Mutiny.Session session, VmId vm);
}
