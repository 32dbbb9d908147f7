package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.domain.VmInput.Destination;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** This service's copy of the fabric's clusters and nodes. Every method acts within the session's transaction. */
public interface TopologyStore {

    Uni<Void> putCluster(Mutiny.Session session, ClusterTopology cluster);

    Uni<Void> dropCluster(Mutiny.Session session, ClusterName cluster);

    Uni<Void> putNode(Mutiny.Session session, NodeName node, ClusterName cluster);

    Uni<Void> dropNode(Mutiny.Session session, NodeName node);

    Uni<Boolean> isNodeIn(Mutiny.Session session, NodeName node, ClusterName cluster);

    /** What a migration of a VM of the cluster depends on, in one round trip. A cluster that is not known moves routes as most do. */
    Uni<Destination> destination(Mutiny.Session session, NodeName target, ClusterName cluster);

    /** Which of these are not known. */
    Uni<Set<Reference>> unknown(Mutiny.Session session, Set<Reference> references);

    Uni<Map<ClusterName, Gateways>> gateways(Mutiny.Session session);
}
