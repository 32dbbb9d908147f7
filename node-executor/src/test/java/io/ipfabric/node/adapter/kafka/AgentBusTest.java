package io.ipfabric.node.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.testing.EmbeddedKafka;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.AgentMeters;
import io.ipfabric.node.application.Inbox;
import io.ipfabric.node.domain.Samples;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The agent's part of the bus against a real broker: one story, in order, because a broker costs seconds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AgentBusTest {

    private static final int PARTITION = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Inbox inbox = new Inbox();
    private final List<AgentInput> heard = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private EmbeddedKafka kafka;
    private KafkaProducer<String, byte[]> producer;
    private AgentBus bus;
    private Thread listener;

    @BeforeAll
    void start() throws InterruptedException, ExecutionException {
        kafka = EmbeddedKafka.start();
        try (var admin = kafka.admin()) {
            new BrokerTopics(admin, (short) 1).apply();
        }
        producer = new KafkaProducer<>(clientSettings(), new StringSerializer(), new ByteArraySerializer());
        send(Samples.announce(1, 10), PARTITION);
        send(Samples.manifest(1, List.of(Samples.announce(1, 10).endpoint())), PARTITION);
        // Another node's records share the partition; this one would be counted if it were read.
        send(new WireRecord(Topic.ROUTE_INTENTS, PARTITION, "node2/vm-2", Map.of(), new byte[] {'{'}));
        bus = new AgentBus(Samples.NODE, clientSettings(), inbox, new AgentMeters(registry), Clock.systemUTC());
        listener = Thread.ofPlatform().start(this::listen);
        bus.start();
    }

    private void listen() {
        try {
            while (true) {
                heard.addAll(inbox.take(Duration.ofMillis(100)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> clientSettings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static Envelope envelope() {
        return Envelope.of(UUID.randomUUID().toString(), "/test", Instant.EPOCH);
    }

    private void send(FabricEvent event) throws InterruptedException, ExecutionException {
        send(EventCodec.encode(event, envelope()));
    }

    private void send(FabricEvent event, int partition) throws InterruptedException, ExecutionException {
        send(EventCodec.encode(event, envelope()).inPartition(partition));
    }

    private void send(WireRecord record) throws InterruptedException, ExecutionException {
        producer.send(KafkaRecords.toProducerRecord(record)).get();
    }

    @AfterAll
    void stop() {
        bus.close();
        listener.interrupt();
        producer.close();
        kafka.close();
    }

    private void awaitHeard(Object... inputs) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).containsSubsequence(asInputs(inputs)));
    }

    private static List<AgentInput> asInputs(Object... inputs) {
        var list = new ArrayList<AgentInput>();
        for (var input : inputs) {
            list.add((AgentInput) input);
        }
        return list;
    }

    @Test
    @Order(1)
    void intentsAreReadFromThePartitionThatTheTopologyNames() throws InterruptedException, ExecutionException {
        send(new NodeTopology(Samples.NODE, ClusterName.of("lab"), Address.of("198.51.100.11"), null, PARTITION));

        awaitHeard(
                new AgentInput.PartitionBegun(),
                new AgentInput.IntentRead(Samples.announce(1, 10)),
                new AgentInput.IntentRead(
                        Samples.manifest(1, List.of(Samples.announce(1, 10).endpoint()))),
                new AgentInput.PartitionEnded());
        assertThat(heard).filteredOn(AgentInput.IntentRead.class::isInstance).hasSize(2);
    }

    @Test
    @Order(2)
    void whatComesLaterFollows() throws InterruptedException, ExecutionException {
        send(Samples.announce(3, 12), PARTITION);
        send(WireRecord.tombstone(Topic.ROUTE_INTENTS, PARTITION, "node1/vm-1"));

        awaitHeard(new AgentInput.IntentRead(Samples.announce(3, 12)), new AgentInput.IntentDropped(Samples.vm(1)));
    }

    @Test
    @Order(3)
    void aRecordThatCannotBeReadIsCountedAndPassedOver() throws InterruptedException, ExecutionException {
        send(new WireRecord(Topic.ROUTE_INTENTS, PARTITION, "node1/vm-4", Map.of(), new byte[] {'{'}));
        send(Samples.announce(5, 13), PARTITION);

        awaitHeard(new AgentInput.IntentRead(Samples.announce(5, 13)));
        assertThat(registry.counter("fabric.agent.intents.unreadable").count()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void theNewestConfigurationOfTheOwnDeviceIsHeard() throws InterruptedException, ExecutionException {
        send(config("node2", "r9"));
        send(config("node1", "r1"));

        await().atMost(PATIENCE).until(() -> heard.stream()
                .filter(AgentInput.ConfigurationRead.class::isInstance)
                .toList()
                .equals(List.of(new AgentInput.ConfigurationRead(config("node1", "r1")))));
    }

    private static RouterConfig config(String device, String revision) {
        return new RouterConfig(
                RouterName.of(device),
                ClusterName.of("lab"),
                RouterConfig.Role.NODE,
                RouterConfig.Flavor.FRR,
                revision,
                "hostname " + device);
    }

    @Test
    @Order(5)
    void aReportOutlivesTheBrokersAbsence() {
        kafka.stop();
        bus.reports().publish(heartbeat(1));
        bus.reports().publish(heartbeat(2));
        kafka.restart();

        await().atMost(PATIENCE).until(() -> reported().contains(heartbeat(2)));
    }

    private static NodeReport heartbeat(int generation) {
        return new NodeReport.Heartbeat(
                Samples.NODE, Samples.INSTANCE, true, generation, 0, List.of(), null, Instant.EPOCH);
    }

    private List<NodeReport> reported() throws UnreadableRecordException {
        try (var consumer =
                new KafkaConsumer<>(clientSettings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(Topic.NODE_REPORTS.toString()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var reports = new ArrayList<NodeReport>();
            for (var record : consumer.poll(Duration.ofSeconds(2))) {
                reports.add(EventCodec.decode(NodeReport.class, KafkaRecords.fromConsumerRecord(record))
                        .event());
            }
            return reports;
        }
    }

    @Test
    @Order(6)
    void theAgentGoesOnReadingByItself() throws InterruptedException, ExecutionException {
        send(Samples.announce(6, 14), PARTITION);

        awaitHeard(new AgentInput.IntentRead(Samples.announce(6, 14)));
    }

    @Test
    @Order(7)
    void anotherPartitionIsReadWhole() throws InterruptedException, ExecutionException {
        send(Samples.announce(7, 15), PARTITION + 1);
        heard.clear();

        send(new NodeTopology(Samples.NODE, ClusterName.of("lab"), Address.of("198.51.100.11"), null, PARTITION + 1));

        awaitHeard(
                new AgentInput.PartitionBegun(),
                new AgentInput.IntentRead(Samples.announce(7, 15)),
                new AgentInput.PartitionEnded());
    }

    @Test
    @Order(8)
    void aSinkThatFailsIsReadToAgain() throws InterruptedException {
        var sink = new FailingOnce();
        var lags = new ConcurrentLinkedQueue<Long>();
        var settings = new HashMap<>(clientSettings());
        settings.put("auto.offset.reset", "none");
        settings.put("enable.auto.commit", "false");
        var follower = new PartitionFollower(
                () -> new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()),
                new TopicPartition(Topic.ROUTE_INTENTS.toString(), PARTITION),
                sink,
                new PartitionFollower.Rhythm(
                        Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofDays(1), Duration.ofMillis(10)),
                lags::add);
        var thread = Thread.ofPlatform().start(follower);

        await().atMost(PATIENCE).until(() -> sink.ends.get() == 1);

        follower.stop();
        assertThat(thread.join(PATIENCE)).isTrue();
        assertThat(sink.begins).hasValue(2);
        assertThat(lags)
                .as("what is still to be read is told until it is nothing")
                .last()
                .isEqualTo(0L);
    }

    private static final class FailingOnce implements RecordSink {
        private final AtomicInteger begins = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();

        @Override
        public void begun() {
            begins.incrementAndGet();
        }

        @Override
        public void accept(WireRecord record) {
            if (begins.get() == 1) {
                throw new IllegalStateException("a defect");
            }
        }

        @Override
        public void ended() {
            ends.incrementAndGet();
        }
    }
}
