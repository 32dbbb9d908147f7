package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class ShardRelayTest {

    /** None that the application's own relays look at. */
    private static final int SHARD = 1001;

    private static final int BUSY_SHARD = 1002;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    OutboxStore store;

    @Inject
    OutboxConfig config;

    @Inject
    Pool pool;

    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void a_defect_does_not_end_the_publishing_of_a_shard() throws InterruptedException {
        write(SHARD);
        var relay = new ShardRelay(SHARD, UUID.randomUUID(), store, config, this::producer, _ -> {});

        var thread = Thread.ofVirtual().start(relay);

        await().atMost(PATIENCE).until(() -> store.next(SHARD, List.of(), 1).isEmpty());
        relay.stop();
        assertThat(thread.join(PATIENCE)).isTrue();
    }

    @Test
    void the_lease_is_renewed_while_rows_never_stop_coming() throws InterruptedException {
        var lease = Duration.ofSeconds(3);
        var relay = new ShardRelay(BUSY_SHARD, UUID.randomUUID(), store, new Lease(config, lease), this::open, _ -> {});
        var isBusy = new AtomicBoolean(true);
        write(BUSY_SHARD);
        var relaying = Thread.ofVirtual().start(relay);
        var writing = Thread.ofVirtual().start(() -> {
            while (isBusy.get()) {
                write(BUSY_SHARD);
            }
        });

        await().atMost(PATIENCE).until(() -> leasedUntil(BUSY_SHARD).isPresent());
        var first = leasedUntil(BUSY_SHARD).orElseThrow();
        await().atMost(PATIENCE)
                .until(() -> leasedUntil(BUSY_SHARD).orElseThrow().isAfter(first.plus(lease)));

        isBusy.set(false);
        assertThat(writing.join(PATIENCE)).isTrue();
        relay.stop();
        assertThat(relaying.join(PATIENCE)).isTrue();
    }

    /** The settings with another lease. */
    private record Lease(OutboxConfig config, Duration lease) implements OutboxConfig {

        @Override
        public Duration poll() {
            return config.poll();
        }

        @Override
        public int batch() {
            return config.batch();
        }

        @Override
        public Duration outsideEventsRemembered() {
            return config.outsideEventsRemembered();
        }
    }

    private Optional<OffsetDateTime> leasedUntil(int shard) {
        return pool
                .preparedQuery("select until from outbox_lease where shard = $1")
                .execute(Tuple.of(shard))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .stream()
                .map(row -> row.getOffsetDateTime("until"))
                .findFirst();
    }

    private ShardProducer producer() {
        if (attempts.getAndIncrement() == 0) {
            throw new IllegalStateException("a defect");
        }
        return open();
    }

    private ShardProducer open() {
        return ShardProducer.open(
                "relay-" + UUID.randomUUID(), SHARD, FabricBackends.broker().settings());
    }

    private void write(int shard) {
        var _ = pool.preparedQuery("insert into outbox (shard, topic, key, headers) values ($1, $2, $3, '{}')")
                .execute(Tuple.of(shard, Topic.VM_EVENTS.toString(), "vm-" + UUID.randomUUID()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
