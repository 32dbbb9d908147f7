package io.ipfabric.ipam.adapter.kafka;

import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.ipam.application.PoolStore;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** Which clusters there are. Pools are on this topic too: they are this service's own word. */
@ApplicationScoped
public class TopologyConsumer {

    private final EventConsumer consumer;
    private final PoolStore pools;

    @Inject
    TopologyConsumer(EventConsumer consumer, PoolStore pools) {
        this.consumer = consumer;
        this.pools = pools;
    }

    @Incoming("fabric-topology")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(TopologyEvent.class, batch, this::handle);
    }

    private Uni<Void> handle(Mutiny.Session session, Delivery<TopologyEvent> delivery) {
        if (delivery.isTombstone()) {
            return gone(session, delivery.key());
        }
        return switch (delivery.event()) {
            case ClusterTopology cluster ->
                pools.know(session, cluster.name(), cluster.gateways().ipv4());
            case NodeTopology _, PoolTopology _ -> Uni.createFrom().voidItem();
        };
    }

    /** Its pools stay: addresses of them may be in use. */
    private Uni<Void> gone(Mutiny.Session session, String key) {
        return key.startsWith(ClusterTopology.KEY_PREFIX)
                ? pools.forget(session, ClusterName.of(key.substring(ClusterTopology.KEY_PREFIX.length())))
                : Uni.createFrom().voidItem();
    }
}
