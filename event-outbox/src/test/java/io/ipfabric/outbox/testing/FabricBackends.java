package io.ipfabric.outbox.testing;

import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.testing.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Kafka broker with the whole catalogue and a durable PostgreSQL, started once a JVM; a fresh database for each application under test. */
public final class FabricBackends implements QuarkusTestResourceLifecycleManager {

    private static @Nullable EmbeddedKafka kafka;
    private static @Nullable EmbeddedDatabase postgres;

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
                EmbeddedDatabase.USER,
                "quarkus.datasource.password",
                EmbeddedDatabase.PASSWORD,
                "quarkus.http.test-port",
                "0");
    }

    /** They end with the JVM: the next application uses them again. */
    @Override
    public void stop() {}

    public static synchronized EmbeddedKafka kafka() {
        var running = kafka;
        if (running == null) {
            running = EmbeddedKafka.start();
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "close-kafka"));
            applyCatalogue(running);
            kafka = running;
        }
        return running;
    }

    public static BrokerAccess broker() {
        return new BrokerAccess(kafka().bootstrapServers(), null);
    }

    public static synchronized EmbeddedDatabase postgres() {
        var running = postgres;
        if (running == null) {
            running = EmbeddedDatabase.start();
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "close-postgres"));
            postgres = running;
        }
        return running;
    }

    private static void applyCatalogue(EmbeddedKafka broker) {
        try (var admin = broker.admin()) {
            new BrokerTopics(admin, (short) 1).apply();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the topics were made", e);
        }
    }
}
