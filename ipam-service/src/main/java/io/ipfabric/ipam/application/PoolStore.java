package io.ipfabric.ipam.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.ipam.domain.Pool;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The pools and what is known of clusters. Everything within the caller's transaction. */
public interface PoolStore {

    /** Stores a new pool; false if its name is taken or its prefix overlaps another's, also if that one is being stored right now. */
    Uni<Boolean> insert(Mutiny.Session session, Pool pool);

    Uni<Optional<StoredPool>> find(Mutiny.Session session, PoolName name);

    Uni<Optional<PoolName>> findOverlapping(Mutiny.Session session, Prefix prefix);

    /** @param after the last name of the page before; absent: from the first */
    Uni<List<StoredPool>> list(Mutiny.Session session, @Nullable PoolName after, int limit);

    /** How many there are, draining ones too. */
    Uni<Long> count(Mutiny.Session session);

    /** Locks the pools of a cluster that hand out addresses, in the order of their names. */
    Uni<List<LockedPool>> lockAll(Mutiny.Session session, ClusterName cluster);

    /** Locks one pool; empty if there is none that hands out addresses. */
    Uni<Optional<LockedPool>> lock(Mutiny.Session session, PoolName name);

    Uni<Void> drain(Mutiny.Session session, PoolName name);

    /** Deletes the draining pool if nothing is held of it and nothing cools down; whether it did. */
    Uni<Boolean> deleteDrained(Mutiny.Session session, PoolName name);

    Uni<List<PoolName>> draining(Mutiny.Session session);

    /** The IPv4 gateway that every guest of the cluster sees; empty if the cluster is not known. */
    Uni<Optional<Address>> gateway(Mutiny.Session session, ClusterName cluster);

    Uni<Void> know(Mutiny.Session session, ClusterName cluster, Address gateway);

    Uni<Void> forget(Mutiny.Session session, ClusterName cluster);
}
