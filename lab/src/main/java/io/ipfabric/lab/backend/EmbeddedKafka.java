package io.ipfabric.lab.backend;

import io.ipfabric.lab.plan.LabPlan;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One broker and controller in KRaft mode, in a process of its own. Its directory outlives it: a killed broker comes back with its
 * records. Kafka leaves flushing to the kernel, so a power loss of the machine is the one thing that can cost records.
 */
public final class EmbeddedKafka {

    private static final String NODE_ID = "1";
    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String LOGIN = ScramLoginModule.class.getName();

    private EmbeddedKafka() {}

    /**
     * Runs until the process is told to end.
     *
     * @param secrets absent: it speaks with anybody, in clear text
     */
    public static void run(Path directory, @Nullable KafkaSecrets secrets) throws Exception {
        var settings = settings(directory);
        if (secrets != null) {
            settings.putAll(secured(secrets));
        }
        if (!Files.exists(directory.resolve("meta.properties"))) {
            format(directory, secrets);
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

    /** Nobody may do what nobody allowed. The controller listens to the broker alone, which it knows by its certificate: SCRAM needs a controller first. */
    private static Map<String, String> secured(KafkaSecrets secrets) {
        var settings = new HashMap<>(secrets.keys());
        settings.putAll(Map.of(
                "listener.security.protocol.map",
                "HOST:SASL_SSL,AGENTS:SASL_SSL,CONTROLLER:SSL",
                "listener.name.controller.ssl.client.auth",
                "required",
                "sasl.enabled.mechanisms",
                MECHANISM,
                "sasl.mechanism.inter.broker.protocol",
                MECHANISM,
                "listener.name.host.scram-sha-512.sasl.jaas.config",
                "%s required username=\"%s\" password=\"%s\";"
                        .formatted(LOGIN, KafkaSecrets.OWNER, secrets.password(KafkaSecrets.OWNER)),
                "listener.name.agents.scram-sha-512.sasl.jaas.config",
                LOGIN + " required;",
                "authorizer.class.name",
                StandardAuthorizer.class.getName(),
                "allow.everyone.if.no.acl.found",
                "false",
                "super.users",
                "User:" + KafkaSecrets.OWNER + ";User:" + KafkaSecrets.DISTINGUISHED_NAME));
        return settings;
    }

    /** Gives an empty directory its cluster id, and the broker its first user; a directory that has one is left alone. */
    private static void format(Path directory, @Nullable KafkaSecrets secrets) throws Exception {
        var formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(NODE_ID))
                .setDirectories(List.of(directory.toString()))
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString());
        if (secrets != null) {
            formatter.setScramArguments(List.of("%s=[name=%s,password=%s]"
                    .formatted(MECHANISM, KafkaSecrets.OWNER, secrets.password(KafkaSecrets.OWNER))));
        }
        formatter.run();
    }
}
