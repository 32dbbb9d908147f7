package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** Keeps this service's copy of clusters and nodes. Pools are ipam-service's matter. */
@ApplicationScoped
public class TopologyHandler implements EventHandler<TopologyEvent> {

    private final TopologyStore topology;

    @Inject
    TopologyHandler(TopologyStore topology) {
        this.topology = topology;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Delivery<TopologyEvent> delivery) {
        if (delivery.isTombstone()) {
            return drop(session, delivery.key());
        }
        return switch (delivery.event()) {
            case ClusterTopology cluster -> topology.putCluster(session, cluster);
            case NodeTopology node -> topology.putNode(session, node.name(), node.cluster());
            case PoolTopology _ -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> drop(Mutiny.Session session, String key) {
        if (key.startsWith(ClusterTopology.KEY_PREFIX)) {
            return topology.dropCluster(session, ClusterName.of(key.substring(ClusterTopology.KEY_PREFIX.length())));
        }
        return key.startsWith(NodeTopology.KEY_PREFIX)
                ? topology.dropNode(session, NodeName.of(key.substring(NodeTopology.KEY_PREFIX.length())))
                : Uni.createFrom().voidItem();
    }
}
