package io.ipfabric.vm.adapter.kafka;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.vm.application.RouteHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic {@code route-events}. */
@ApplicationScoped
public class RouteEventConsumer {

    private final EventConsumer consumer;
    private final RouteHandler handler;

    @Inject
    RouteEventConsumer(EventConsumer consumer, RouteHandler handler) {
        this.consumer = consumer;
        this.handler = handler;
    }

    @Incoming("route-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(RouteEvent.class, batch, handler);
    }
}
