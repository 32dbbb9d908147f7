package io.ipfabric.vm.adapter.kafka;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.vm.application.AddressHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic {@code address-events}. */
@ApplicationScoped
public class AddressEventConsumer {

    private final EventConsumer consumer;
    private final AddressHandler handler;

    @Inject
    AddressEventConsumer(EventConsumer consumer, AddressHandler handler) {
        this.consumer = consumer;
        this.handler = handler;
    }

    @Incoming("address-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(AddressEvent.class, batch, handler);
    }
}
