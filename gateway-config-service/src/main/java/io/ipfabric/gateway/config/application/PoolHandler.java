package io.ipfabric.gateway.config.application;

import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.gateway.config.domain.FabricRequest;
import io.ipfabric.gateway.config.domain.FabricRequest.DropPool;
import io.ipfabric.gateway.config.domain.FabricRequest.SetPool;
import io.ipfabric.gateway.config.domain.Pool;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Takes ipam-service's pools from the topology; clusters and nodes there are this service's own word. */
@ApplicationScoped
public class PoolHandler implements EventHandler<TopologyEvent> {

    private final FabricUpdates updates;

    @Inject
    PoolHandler(FabricUpdates updates) {
        this.updates = updates;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Delivery<TopologyEvent> delivery) {
        return request(delivery)
                .map(request -> updates.apply(session, request).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Optional<FabricRequest> request(Delivery<TopologyEvent> delivery) {
        if (delivery.isTombstone()) {
            return delivery.key().startsWith(PoolTopology.KEY_PREFIX)
                    ? Optional.of(
                            new DropPool(new PoolName(delivery.key().substring(PoolTopology.KEY_PREFIX.length()))))
                    : Optional.empty();
        }
        return switch (delivery.event()) {
            case PoolTopology pool -> Optional.of(new SetPool(new Pool(pool.name(), pool.cluster(), pool.prefix())));
            case ClusterTopology _, NodeTopology _ -> Optional.empty();
        };
    }
}
