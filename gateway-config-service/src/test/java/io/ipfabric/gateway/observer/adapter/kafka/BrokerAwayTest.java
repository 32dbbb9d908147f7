package io.ipfabric.gateway.observer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.testing.EmbeddedKafka;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Publication.Tombstone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real broker that goes away and comes back. */
class BrokerAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RouterName RR1 = RouterName.of("rr1");
    private static final int ROUTES = 500;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final KafkaObservations observations = new KafkaObservations(
            KafkaObservations.producer(new BrokerAccess(kafka.bootstrapServers(), null).settings()),
            Clock.systemUTC(),
            new ObserverMeters(registry));
    private final Thread sender = Thread.ofPlatform().daemon().unstarted(observations);

    @BeforeEach
    void start() throws InterruptedException {
        try (var admin = kafka.admin()) {
            new BrokerTopics(admin, (short) 1).apply();
        }
        sender.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        sender.interrupt();
        sender.join();
        observations.close();
        kafka.close();
    }

    @Test
    void whatWaitedIsSaidInOrderAndOnce() {
        observations.publish(List.of(sight(State.SYNCING, 1), route(0, 1), sight(State.IN_SYNC, 1)));
        allArrived();
        kafka.stop();

        observations.publish(List.of(sight(State.LOST, 1)));
        for (int session = 2; session <= 5; session++) {
            observations.publish(List.of(sight(State.SYNCING, session)));
            for (int i = 1; i <= ROUTES; i++) {
                observations.publish(List.of(route(i, session)));
            }
            observations.publish(List.of(gone(0), sight(State.IN_SYNC, session)));
            observations.publish(List.of(route(ROUTES + session, session)));
        }
        assertThat(waiting()).isLessThanOrEqualTo(ROUTES + 10);
        kafka.restart();
        allArrived();

        var keys = keysAfter(3);
        var inSync = keys.lastIndexOf("rr1/-sight");
        assertThat(keys.getFirst()).isEqualTo("rr1/-sight");
        assertThat(keys.subList(0, inSync)).contains(gone(0).key());
        for (int i = 1; i <= ROUTES; i++) {
            assertThat(keys.subList(0, inSync)).contains(route(i, 5).key());
        }
        assertThat(keys.getLast()).isEqualTo(route(ROUTES + 5, 5).key());
    }

    private void allArrived() {
        await().atMost(PATIENCE).until(() -> waiting() == 0);
    }

    private double waiting() {
        return registry.get("fabric.observer.waiting").gauge().value();
    }

    private List<String> keysAfter(long offset) {
        var partition = new TopicPartition(Topic.ROUTE_OBSERVATIONS.toString(), 0);
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, offset);
            var keys = new ArrayList<String>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
            }
            return keys;
        }
    }

    private static Publication route(int number, long generation) {
        var node = Address.of("10.255.0.11");
        var paths = List.of(new Path(node, node, 100L));
        return new Level(new ReflectorRoute(RR1, prefix(number), generation, paths, Instant.EPOCH));
    }

    private static Publication gone(int number) {
        return new Tombstone(ReflectorRoute.key(RR1, prefix(number)));
    }

    private static Publication sight(State state, long generation) {
        return new Level(new ReflectorSight(RR1, state, generation, null, Instant.EPOCH));
    }

    private static Prefix prefix(int number) {
        return Prefix.of("198.51." + number / 256 + "." + number % 256 + "/32");
    }
}
