package io.ipfabric.routing.adapter.kafka;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.routing.application.Observations;
import io.ipfabric.routing.application.ReflectorStore.Held;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** What the observer says of reflectors. */
@ApplicationScoped
public class ObservationConsumer {

    private static final long NO_GENERATION = 0;

    private final EventConsumer consumer;
    private final Observations observations;

    @Inject
    ObservationConsumer(EventConsumer consumer, Observations observations) {
        this.consumer = consumer;
        this.observations = observations;
    }

    @Incoming("route-observations")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return consumer.consumeTogetherAsTheWriter(RouteObservation.class, batch, this::handle);
    }

    /** Routes that came one after another are one look at the reflectors; a sight between two of them keeps its place. */
    private Uni<Void> handle(Mutiny.Session session, List<Delivery<RouteObservation>> deliveries) {
        Uni<Void> done = Uni.createFrom().voidItem();
        var held = new ArrayList<Held>();
        for (var delivery : deliveries) {
            if (!delivery.isTombstone() && delivery.event() instanceof ReflectorSight sight) {
                var before = List.copyOf(held);
                held.clear();
                done = done.chain(() -> observations.seen(session, before))
                        .chain(() -> observations.seen(session, sight));
            } else {
                held(delivery).ifPresent(held::add);
            }
        }
        return done.chain(() -> observations.seen(session, held));
    }

    /** Of prefixes that are no host route nothing is kept, nor of a sight that is gone. */
    private static Optional<Held> held(Delivery<RouteObservation> delivery) {
        if (!delivery.isTombstone() && delivery.event() instanceof ReflectorRoute route) {
            return held(route.reflector(), route.prefix(), route.generation(), route.paths());
        }
        var key = delivery.key();
        int slash = key.indexOf('/');
        return key.endsWith(ReflectorSight.KEY_SUFFIX)
                ? Optional.empty()
                : held(
                        RouterName.of(key.substring(0, slash)),
                        Prefix.of(key.substring(slash + 1)),
                        NO_GENERATION,
                        List.of());
    }

    private static Optional<Held> held(RouterName reflector, Prefix prefix, long generation, List<Path> paths) {
        return prefix.isHost()
                ? Optional.of(new Held(reflector, prefix.network(), generation, paths))
                : Optional.empty();
    }
}
