package io.ipfabric.outbox.testing;

import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.kafka.BrokerTopics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker with the whole catalogue and a durable PostgreSQL, started once a JVM, embedded or in containers ({@link Backends}); a fresh database for each
 * application under test.
 */
public final class FabricBackends implements QuarkusTestResourceLifecycleManager {

    private static @Nullable Backends backends;
    private static @Nullable Broker kafka;
    private static @Nullable DatabaseServer postgres;

    @Override
    public Map<String, String> start() {
        var database = postgres().createDatabase();
        return Map.of(
                "kafka.bootstrap.servers",
                kafka().bootstrapServers(),
                "quarkus.datasource.reactive.url",
                database.reactiveUrl(),
                "quarkus.datasource.jdbc.url",
                database.jdbcUrl(),
                "quarkus.datasource.username",
                DatabaseServer.USER,
                "quarkus.datasource.password",
                DatabaseServer.PASSWORD,
                "quarkus.http.test-port",
                "0");
    }

    /** They end with the JVM: the next application uses them again. */
    @Override
    public void stop() {}

    public static synchronized Broker kafka() {
        var running = kafka;
        if (running == null) {
            running = Broker.start(backends());
            Runtime.getRuntime().addShutdownHook(new Thread(running.end(), "close-kafka"));
            applyCatalogue(running);
            kafka = running;
        }
        return running;
    }

    public static BrokerAccess broker() {
        return new BrokerAccess(kafka().bootstrapServers(), null);
    }

    public static synchronized DatabaseServer postgres() {
        var running = postgres;
        if (running == null) {
            running = DatabaseServer.start(backends());
            Runtime.getRuntime().addShutdownHook(new Thread(running.end(), "close-postgres"));
            postgres = running;
        }
        return running;
    }

    private static synchronized Backends backends() {
        var chosen = backends;
        if (chosen == null) {
            chosen = Backends.choose();
            backends = chosen;
        }
        return chosen;
    }

    private static void applyCatalogue(Broker broker) {
        try (var admin =
                Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
            new BrokerTopics(admin, (short) 1).apply();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the topics were made", e);
        }
    }
}
