package io.ipfabric.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Publishes the outbox: a {@link ShardRelay} for each shard, on a virtual thread of its own, woken by PostgreSQL's notification of a commit
 * and by a slow poll behind it.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final List<ShardRelay> relays;
    private final Notifications notifications;
    private List<Thread> threads = List.of();

    @Inject
    OutboxRelay(
            OutboxStore store,
            OutboxConfig config,
            Notifications notifications,
            MeterRegistry metrics,
            Broker broker,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        var owner = UUID.randomUUID();
        this.relays = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> new ShardRelay(
                        shard,
                        owner,
                        store,
                        config,
                        () -> ShardProducer.open(service, shard, broker.settings()),
                        rows -> {
                            OutboxMetrics.countPublished(metrics, rows);
                            PublishedLines.say(rows);
                        }))
                .toList();
        this.notifications = notifications;
        OutboxMetrics.register(metrics, new ScrapedBacklog(store));
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        // What was missed is found by the poll.
        notifications.listen(
                Outbox.CHANNEL, shard -> relays.get(Integer.parseInt(shard)).wake(), () -> {});
        threads = relays.stream()
                .map(relay -> Thread.ofVirtual().name("outbox-relay").start(relay))
                .toList();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        relays.forEach(ShardRelay::stop);
        for (var thread : threads) {
            thread.join(STOP_TIMEOUT);
        }
    }
}
