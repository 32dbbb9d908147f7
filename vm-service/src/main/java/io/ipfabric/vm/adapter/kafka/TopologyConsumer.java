package io.ipfabric.vm.adapter.kafka;

import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.vm.application.TopologyHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic {@code fabric-topology}. */
@ApplicationScoped
public class TopologyConsumer {

    private final EventConsumer consumer;
    private final TopologyHandler handler;

    @Inject
    TopologyConsumer(EventConsumer consumer, TopologyHandler handler) {
        this.consumer = consumer;
        this.handler = handler;
    }

    @Incoming("fabric-topology")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(TopologyEvent.class, batch, handler);
    }
}
