package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.AgentMeters;
import io.ipfabric.node.application.Inbox;
import io.ipfabric.node.application.Reports;
import io.ipfabric.node.domain.Topology;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The agent's part of the bus: a thread each for topology, intents, router configuration and reports. Where the intents are
 * is known from the topology. Without a broker the threads keep trying and nothing else happens.
 */
public final class AgentBus implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final NodeName node;
    private final Map<String, Object> clientSettings;
    private final Inbox inbox;
    private final AgentMeters meters;
    private final KafkaProducer<String, byte[]> producer;
    private final IntentTraces traces = new IntentTraces();
    private final KafkaReports reports;
    private final List<Running> running = new ArrayList<>();
    private @Nullable Running intents;
    private int intentPartition = -1;

    private record Running(@Nullable PartitionFollower follower, Thread thread) {}

    /** @param clientSettings {@code bootstrap.servers} and security: common to all clients */
    public AgentBus(NodeName node, Map<String, Object> clientSettings, Inbox inbox, AgentMeters meters, Clock clock) {
        this.node = node;
        this.clientSettings = Map.copyOf(clientSettings);
        this.inbox = inbox;
        this.meters = meters;
        producer = new KafkaProducer<>(producerSettings(), new StringSerializer(), new ByteArraySerializer());
        reports = new KafkaReports(producer, node, traces, clock);
    }

    public Reports reports() {
        return reports;
    }

    public void start() {
        running.add(new Running(null, Thread.ofPlatform().name("reports").start(reports)));
        running.add(follow("topology", Topic.FABRIC_TOPOLOGY, 0, new TopologySink(this::topologyRead)));
        running.add(follow("router-config", Topic.ROUTER_CONFIGS, 0, new RouterConfigSink(node, inbox)));
    }

    private Running follow(String name, Topic topic, int partition, RecordSink sink) {
        var follower = new PartitionFollower(
                () -> new KafkaConsumer<>(
                        consumerSettings(name), new StringDeserializer(), new ByteArrayDeserializer()),
                new TopicPartition(topic.toString(), partition),
                sink,
                PartitionFollower.Rhythm.DEFAULT,
                lag -> meters.lag(topic, lag));
        return new Running(follower, Thread.ofPlatform().name(name).start(follower));
    }

    /** In the topology's thread. A node that vanished from the topology keeps its partition: nobody told it a better one. */
    private void topologyRead(Topology topology) throws InterruptedException {
        meters.peers().names(topology);
        inbox.submit(new AgentInput.TopologyRead(topology));
        var own = topology.node(node).map(NodeTopology::intentPartition);
        if (own.isPresent() && own.get() != intentPartition) {
            intentPartition = own.get();
            if (intents != null) {
                stop(intents);
            }
            intents = follow(
                    "intents", Topic.ROUTE_INTENTS, intentPartition, new IntentSink(node, inbox, traces, meters));
        }
    }

    private Map<String, Object> consumerSettings(String name) {
        var settings = settings(name);
        settings.put("auto.offset.reset", "none");
        settings.put("enable.auto.commit", "false");
        settings.put("allow.auto.create.topics", "false");
        settings.put("default.api.timeout.ms", "10000");
        return settings;
    }

    private Map<String, Object> producerSettings() {
        var settings = settings("reports");
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("linger.ms", "0");
        settings.put("max.block.ms", "5000");
        settings.put("delivery.timeout.ms", "10000");
        return settings;
    }

    /** @param name of the client among the node's: the metrics of two of one name would pass for each other's */
    private Map<String, Object> settings(String name) {
        var settings = new HashMap<>(clientSettings);
        settings.put("client.id", "node-executor-" + node + "-" + name);
        settings.put("request.timeout.ms", "5000");
        settings.put("reconnect.backoff.max.ms", "1000");
        return settings;
    }

    private static void stop(Running one) {
        var follower = one.follower();
        if (follower != null) {
            follower.stop();
        }
        one.thread().interrupt();
        try {
            one.thread().join(STOP_PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        running.forEach(AgentBus::stop);
        if (intents != null) {
            stop(intents);
        }
        producer.close(Duration.ofSeconds(1));
    }
}
