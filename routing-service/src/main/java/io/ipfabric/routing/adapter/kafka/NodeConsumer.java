package io.ipfabric.routing.adapter.kafka;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.outbox.BatchHandler;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.routing.application.Fabric;
import io.ipfabric.routing.application.HeardTogether;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** Which nodes there are, and what they say. */
@ApplicationScoped
public class NodeConsumer {

    private final EventConsumer consumer;
    private final Fabric fabric;
    private final HeardTogether heard;

    @Inject
    NodeConsumer(EventConsumer consumer, Fabric fabric, HeardTogether heard) {
        this.consumer = consumer;
        this.fabric = fabric;
        this.heard = heard;
    }

    @Incoming("fabric-topology")
    Uni<Void> topology(ConsumerRecords<String, byte[]> batch) {
        return consumer.consumeAsTheWriter(TopologyEvent.class, batch, this::handleTopology);
    }

    @Incoming("node-reports")
    Uni<Void> nodeReports(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(
                NodeReport.class, batch, (session, delivery) -> fabric.reported(session, delivery.event()));
    }

    @Incoming("route-reports")
    Uni<Void> routeReports(ConsumerRecords<String, byte[]> batch) {
        return consumer.consumeTogetherAsTheWriter(
                RouteReport.class, batch, BatchHandler.lastOfEach(NodeConsumer::subject, this::handleReport));
    }

    private Uni<Void> handleReport(Mutiny.Session session, Delivery<RouteReport> delivery) {
        if (!delivery.isTombstone()) {
            heard.reported(session, delivery.event());
        }
        return Uni.createFrom().voidItem();
    }

    /** What a second agent says of a node must not stand for what the node's own says. */
    private static Object subject(Delivery<RouteReport> delivery) {
        return delivery.isTombstone()
                ? delivery.key()
                : List.of(delivery.key(), delivery.event().instance());
    }

    private Uni<Void> handleTopology(Mutiny.Session session, Delivery<TopologyEvent> delivery) {
        if (delivery.isTombstone()) {
            var key = delivery.key();
            return key.startsWith(NodeTopology.KEY_PREFIX)
                    ? fabric.left(session, NodeName.of(key.substring(NodeTopology.KEY_PREFIX.length())))
                    : key.startsWith(PoolTopology.KEY_PREFIX)
                            ? fabric.poolLeft(session, key.substring(PoolTopology.KEY_PREFIX.length()))
                            : Uni.createFrom().voidItem();
        }
        return switch (delivery.event()) {
            case ClusterTopology cluster -> fabric.changed(session, cluster);
            case NodeTopology node -> fabric.changed(session, node);
            case PoolTopology pool -> fabric.changed(session, pool);
        };
    }
}
