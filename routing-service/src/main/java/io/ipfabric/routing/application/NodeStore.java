package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.domain.NodeManifest;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Which clusters and nodes there are, what each node was told in all, and who speaks for it. Everything happens in the caller's transaction. */
public interface NodeStore {

    Uni<Optional<NodeManifest>> manifest(Mutiny.Session session, NodeName node);

    Uni<Void> save(Mutiny.Session session, NodeManifest manifest);

    /** Who speaks for the node, without waiting for anything. */
    Uni<Speaker> speaker(Mutiny.Session session, NodeName node);

    Uni<Void> bind(Mutiny.Session session, NodeName node, NodeInstance instance);

    Uni<Void> save(Mutiny.Session session, ClusterTopology cluster);

    /** The manifests of a new node begin at the last epoch, which is above those of an earlier node of the name: its agent may remember them. */
    Uni<Void> save(Mutiny.Session session, NodeTopology node);

    /**
     * Makes sure that the next epoch is above the number, and that the known nodes' generations are not below these.
     *
     * @return whether anything was
     */
    Uni<Boolean> raise(Mutiny.Session session, long number, Map<NodeName, Long> generations);

    /** From now on no context has the node. */
    Uni<Void> leave(Mutiny.Session session, NodeName node);

    Uni<Void> remove(Mutiny.Session session, NodeName node);

    /** Those that are the fabric's and have not left. */
    Uni<List<NodeName>> present(Mutiny.Session session);

    /** VMs that are placed on the node or have an endpoint there. */
    Uni<List<VmId>> vmsOf(Mutiny.Session session, NodeName node);

    /**
     * The agent that is bound to a node.
     *
     * @param known whether the fabric has the node
     * @param instance absent until an agent reported
     */
    record Speaker(boolean known, @Nullable NodeInstance instance) {

        /** @param manifest of the node, absent if the fabric does not have it */
        static Speaker of(@Nullable NodeManifest manifest) {
            return manifest == null ? new Speaker(false, null) : new Speaker(true, manifest.instance());
        }
    }
}
