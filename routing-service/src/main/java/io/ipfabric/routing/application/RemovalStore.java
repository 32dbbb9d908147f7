package io.ipfabric.routing.application;

import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Endpoints that are proved removed, whose last intents are on the topic still. Everything happens in the caller's session and transaction. */
public interface RemovalStore {

    /** A node that is leaving is passed over: its records are taken away when it goes. */
    Uni<Void> remember(Mutiny.Session session, VmId vm, Collection<NodeName> nodes);

    /**
     * Takes out those that were proved removed so long ago, the oldest first. Those of VMs that have to do with the node again wait for as long once more.
     *
     * @param limit of how many are looked at
     */
    Uni<Taken> take(Mutiny.Session session, Duration age, int limit);

    /** All wait as if they were proved removed now. */
    Uni<Void> waitAnew(Mutiny.Session session);

    /** @param lookedAt how many were old enough */
    record Taken(List<Removal> removals, int lookedAt) {}

    /** @param partition of the node's intents */
    record Removal(NodeName node, VmId vm, int partition) {}
}
