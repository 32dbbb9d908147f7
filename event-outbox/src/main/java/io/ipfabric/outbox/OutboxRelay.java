package io.ipfabric.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox: a {@link ShardRelay} for each shard, on a virtual thread of its own, woken by PostgreSQL's notification of a commit
 * and by a slow poll behind it.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final long RECONNECT_MILLIS = 500;

    private final List<ShardRelay> relays;
    private final Vertx vertx;
    private final PgSubscriber subscriber;
    private volatile boolean stopped;
    private List<Thread> threads = List.of();

    @Inject
    OutboxRelay(
            OutboxStore store,
            OutboxConfig config,
            Vertx vertx,
            DatabaseAddress database,
            MeterRegistry metrics,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        var owner = UUID.randomUUID();
        this.relays = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> new ShardRelay(
                        shard,
                        owner,
                        store,
                        config,
                        () -> ShardProducer.open(service, shard, bootstrapServers, Map.of()),
                        rows -> OutboxMetrics.countPublished(metrics, rows)))
                .toList();
        this.vertx = vertx;
        this.subscriber = subscriber(vertx, database.options());
        OutboxMetrics.register(metrics, new ScrapedBacklog(store));
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        subscriber.channel(Outbox.CHANNEL).handler(shard -> relays.get(Integer.parseInt(shard))
                .wake());
        connect();
        threads = relays.stream()
                .map(relay -> Thread.ofVirtual().name("outbox-relay").start(relay))
                .toList();
    }

    /** Once connected the subscriber connects again by itself; the first connection is nobody's but ours. */
    private void connect() {
        subscriber.connect().onFailure(failure -> {
            LOG.warnf("no wake-ups yet: %s", failure.getMessage());
            if (!stopped) {
                vertx.setTimer(RECONNECT_MILLIS, _ -> connect());
            }
        });
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        relays.forEach(ShardRelay::stop);
        for (var thread : threads) {
            thread.join(STOP_TIMEOUT);
        }
        subscriber.close();
    }

    /** It reconnects for ever; what was missed meanwhile is found by the poll. */
    private static PgSubscriber subscriber(Vertx vertx, PgConnectOptions options) {
        var subscriber = PgSubscriber.subscriber(vertx, options);
        subscriber.reconnectPolicy(retries -> RECONNECT_MILLIS);
        return subscriber;
    }
}
