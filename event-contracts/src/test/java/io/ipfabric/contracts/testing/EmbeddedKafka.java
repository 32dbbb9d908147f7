package io.ipfabric.contracts.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker with its controller in this JVM, on random ports of 127.0.0.1, in a folder of its own under the temporary one. It
 * starts in about three seconds and creates no topic by itself. {@link #stop} and {@link #restart} keep port and data, so that a test
 * can take the broker away; {@link #close} deletes the folder. Not thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {

    /** Between finding a free port and binding it somebody else may take it. */
    private static final int START_ATTEMPTS_MAX = 5;

    /** Below those that the kernel gives to connections (ip_local_port_range): one of them may get the port of a broker that is away for a moment. */
    private static final int PORT_MIN = 20_000;

    private static final int PORT_END = 32_768;

    private static final String CLEANER_BUFFER_BYTES = "2097152";

    private final Path folder;
    private final Map<String, String> settings;
    private final @Nullable SecuredListener security;
    private final String bootstrapServers;
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(Path folder, @Nullable SecuredListener security) throws IOException {
        int port;
        int controllerPort;
        // Both are held until both are known: otherwise the second may be the first again.
        try (var broker = freePort();
                var controller = freePort()) {
            port = broker.getLocalPort();
            controllerPort = controller.getLocalPort();
        }
        this.folder = folder;
        this.bootstrapServers = "127.0.0.1:" + port;
        this.security = security;
        this.settings = new HashMap<>(settings(folder, port, controllerPort));
        if (security != null) {
            settings.putAll(security.settings());
        }
    }

    /** Returns when the broker answers. */
    public static EmbeddedKafka start() {
        return start(null);
    }

    /** A broker that asks who one is and denies whatever is not allowed. */
    public static EmbeddedKafka start(@Nullable SecuredListener security) {
        for (int attempt = 1; ; attempt++) {
            EmbeddedKafka kafka = null;
            try {
                kafka = new EmbeddedKafka(Files.createTempDirectory("embedded-kafka-"), security);
                kafka.format();
                kafka.restart();
                return kafka;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                if (kafka != null) {
                    kafka.close();
                }
                if (attempt == START_ATTEMPTS_MAX || !isPortTaken(e)) {
                    throw e;
                }
            }
        }
    }

    /** For {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** A new client, of a broker that asks nobody who it is; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Takes the broker away; its data stay. */
    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Brings a stopped broker back with its data, on its port. */
    public void restart() {
        if (server != null) {
            throw new IllegalStateException("the broker runs already");
        }
        // Set before it is up, so that a start that fails half-way is shut down too.
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties(settings)), Time.SYSTEM);
        server.startup();
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            delete(folder);
        }
    }

    private void format() {
        try {
            var formatter = new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()));
            if (security != null) {
                formatter.setScramArguments(security.firstUser());
            }
            formatter.run();
        } catch (Exception e) {
            throw new IllegalStateException("formatting " + folder, e);
        }
    }

    private static Map<String, String> settings(Path folder, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("unclean.leader.election.enable", "false"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("min.insync.replicas", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", CLEANER_BUFFER_BYTES));
    }

    private static java.util.Properties properties(Map<String, String> settings) {
        var properties = new java.util.Properties();
        properties.putAll(settings);
        return properties;
    }

    private static ServerSocket freePort() throws IOException {
        var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        while (true) {
            try {
                return new ServerSocket(ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_END), 1, loopback);
            } catch (BindException _) {
                // Somebody has it.
            }
        }
    }

    private static boolean isPortTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }
}
