package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** This service's copy of the fabric's clusters and nodes. Every method acts within the session's transaction. */
public interface TopologyStore {

    Uni<Void> putCluster(Mutiny.Session session, ClusterName cluster, Gateways gateways);

    Uni<Void> dropCluster(Mutiny.Session session, ClusterName cluster);

    Uni<Void> putNode(Mutiny.Session session, NodeName node, ClusterName cluster);

    Uni<Void> dropNode(Mutiny.Session session, NodeName node);

    Uni<Boolean> isNodeIn(Mutiny.Session session, NodeName node, ClusterName cluster);

    /** Which of these are not known. */
    Uni<Set<Reference>> unknown(Mutiny.Session session, Set<Reference> references);

    Uni<Map<ClusterName, Gateways>> gateways(Mutiny.Session session);
}
