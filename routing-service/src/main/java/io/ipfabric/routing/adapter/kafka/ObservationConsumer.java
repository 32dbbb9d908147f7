package io.ipfabric.routing.adapter.kafka;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.routing.application.Observations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** What the observer says of reflectors. */
@ApplicationScoped
public class ObservationConsumer {

    private final EventConsumer consumer;
    private final Observations observations;

    @Inject
    ObservationConsumer(EventConsumer consumer, Observations observations) {
        this.consumer = consumer;
        this.observations = observations;
    }

    @Incoming("route-observations")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consume(RouteObservation.class, batch, this::handle);
    }

    private Uni<Void> handle(Mutiny.Session session, Delivery<RouteObservation> delivery) {
        if (delivery.isTombstone()) {
            return gone(session, delivery.key());
        }
        return switch (delivery.event()) {
            case ReflectorSight sight -> observations.seen(session, sight);
            case ReflectorRoute route -> observations.seen(session, route);
        };
    }

    private Uni<Void> gone(Mutiny.Session session, String key) {
        int slash = key.indexOf('/');
        return key.endsWith(ReflectorSight.KEY_SUFFIX)
                ? Uni.createFrom().voidItem()
                : observations.gone(
                        session, RouterName.of(key.substring(0, slash)), Prefix.of(key.substring(slash + 1)));
    }
}
