package io.ipfabric.gateway.observer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Remembered;
import io.ipfabric.outbox.Broker;
import io.ipfabric.outbox.TopicScan;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What was written on a real broker is remembered; also by a reflector's name that no other test has. */
class ObservationScanTest {

    private static final RouterName RR = RouterName.of("scanned-rr");
    private static final Prefix X = Prefix.of("192.0.2.1/32");
    private static final Prefix Y = Prefix.of("2001:db8::1/128");
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void generationStateAndWhatIsPublished() {
        try (var writer = new TopicWriter()) {
            writer.write(sight(State.SYNCING, 3));
            writer.write(route(X, 3));
            writer.write(route(Y, 3));
            writer.write(sight(State.IN_SYNC, 3));
            writer.write(tombstone("scanned-rr/" + X));
            writer.write(tombstone("nobody's key"));
            writer.write(tombstone("scanned-rr/nonsense"));
        }

        var topics = new TopicScan(new Broker(FabricBackends.broker()));
        assertThat(ObservationScan.read(topics)).containsEntry(RR, new Remembered(3, State.IN_SYNC, Set.of(Y)));
    }

    private static ReflectorSight sight(State state, long generation) {
        return new ReflectorSight(RR, state, generation, null, AT);
    }

    private static ReflectorRoute route(Prefix prefix, long generation) {
        var node = Address.of("10.255.0.11");
        return new ReflectorRoute(RR, prefix, generation, List.of(new Path(node, node, null)), AT);
    }

    private static ProducerRecord<String, byte[]> tombstone(String key) {
        return new ProducerRecord<>(Topic.ROUTE_OBSERVATIONS.toString(), key, null);
    }
}
