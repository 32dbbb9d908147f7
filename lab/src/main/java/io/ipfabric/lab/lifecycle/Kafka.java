package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.plan.LabPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The lab's broker, as its clients on the host see it. */
final class Kafka {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private Kafka() {}

    static Map<String, Object> settings() {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, LabPlan.KAFKA);
    }

    /** What keeps it from being ready; empty: nothing. */
    static Optional<String> unready() {
        var settings = new HashMap<>(settings());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        try (var admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of("does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
