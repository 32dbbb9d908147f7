package io.ipfabric.lab.backend;

import io.ipfabric.lab.plan.LabPlan;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One broker and controller in KRaft mode, in a process of its own. Its directory outlives it: a killed broker comes back with its
 * records. Kafka leaves flushing to the kernel, so a power loss of the machine is the one thing that can cost records.
 */
public final class EmbeddedKafka {

    private static final String NODE_ID = "1";

    private EmbeddedKafka() {}

    /** Runs until the process is told to end. */
    public static void run(Path directory) throws Exception {
        var settings = settings(directory);
        if (!Files.exists(directory.resolve("meta.properties"))) {
            format(directory);
        }
        var server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        new CountDownLatch(1).await();
    }

    private static Properties settings(Path directory) {
        var settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                NODE_ID,
                "controller.quorum.voters",
                NODE_ID + "@127.0.0.1:" + LabPlan.KAFKA_CONTROLLER_PORT,
                "controller.listener.names",
                "CONTROLLER",
                "log.dirs",
                directory.toString(),
                "auto.create.topics.enable",
                "false"));
        // Services on the host and agents in their namespaces see the broker at different addresses.
        settings.putAll(Map.of(
                "listeners",
                "HOST://%s,AGENTS://%s,CONTROLLER://127.0.0.1:%d"
                        .formatted(LabPlan.KAFKA, LabPlan.KAFKA_FOR_AGENTS, LabPlan.KAFKA_CONTROLLER_PORT),
                "advertised.listeners",
                "HOST://%s,AGENTS://%s".formatted(LabPlan.KAFKA, LabPlan.KAFKA_FOR_AGENTS),
                "listener.security.protocol.map",
                "HOST:PLAINTEXT,AGENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "HOST"));
        // A broker alone has no one to replicate to.
        settings.putAll(Map.of(
                "default.replication.factor", "1",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "group.initial.rebalance.delay.ms", "0"));
        // About a hundred small partitions: what is sized for large ones would cost more memory than the records.
        settings.putAll(Map.of(
                "log.segment.bytes", "33554432",
                "log.index.size.max.bytes", "524288",
                "log.cleaner.dedupe.buffer.size", "8388608",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2"));
        return settings;
    }

    /** Gives an empty directory its cluster id; a directory that has one is left alone. */
    private static void format(Path directory) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(NODE_ID))
                .setDirectories(List.of(directory.toString()))
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .run();
    }
}
