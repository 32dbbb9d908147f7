package io.ipfabric.outbox;

import io.ipfabric.contracts.kafka.BrokerTopics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a topic differs from the catalogue or the broker cannot be asked. */
@Readiness
@ApplicationScoped
public class CatalogueReadiness implements HealthCheck {

    private static final Duration CHECKED_EVERY = Duration.ofSeconds(30);
    private static final Duration CHECKED_AGAIN_AFTER = Duration.ofMillis(500);
    private static final int BROKER_TIMEOUT_MILLIS = 5_000;

    private final Broker broker;
    private final short replication;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile List<String> differences = List.of("not checked yet");

    @Inject
    CatalogueReadiness(
            Broker broker, @ConfigProperty(name = "fabric.kafka.replication", defaultValue = "1") short replication) {
        this.broker = broker;
        this.replication = replication;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("catalogue-readiness").start(this::watch);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    @Override
    public HealthCheckResponse call() {
        var found = differences;
        var response = HealthCheckResponse.named("topic catalogue").status(found.isEmpty());
        return found.isEmpty()
                ? response.build()
                : response.withData("differences", String.join("; ", found)).build();
    }

    private void watch() {
        var settings = broker.settings();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, BROKER_TIMEOUT_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BROKER_TIMEOUT_MILLIS);
        try (var admin = Admin.create(settings)) {
            var topics = new BrokerTopics(admin, replication);
            do {
                differences = check(topics);
            } while (!stopped.await(
                    (differences.isEmpty() ? CHECKED_EVERY : CHECKED_AGAIN_AFTER).toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> check(BrokerTopics topics) throws InterruptedException {
        try {
            return topics.check().stream().map(Object::toString).toList();
        } catch (KafkaException e) {
            return List.of("the broker cannot be asked: " + e.getMessage());
        }
    }
}
