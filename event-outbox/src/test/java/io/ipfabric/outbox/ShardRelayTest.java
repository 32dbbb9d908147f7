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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class ShardRelayTest {

    /** None that the application's own relays look at. */
    private static final int SHARD = 1001;

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
        write();
        var relay = new ShardRelay(SHARD, UUID.randomUUID(), store, config, this::producer, _ -> {});

        var thread = Thread.ofVirtual().start(relay);

        await().atMost(PATIENCE).until(() -> store.next(SHARD, List.of(), 1).isEmpty());
        relay.stop();
        assertThat(thread.join(PATIENCE)).isTrue();
    }

    private ShardProducer producer() {
        if (attempts.getAndIncrement() == 0) {
            throw new IllegalStateException("a defect");
        }
        return ShardProducer.open(
                "relay-" + UUID.randomUUID(), SHARD, FabricBackends.broker().settings());
    }

    private void write() {
        var _ = pool.preparedQuery("insert into outbox (shard, topic, key, headers) values ($1, $2, $3, '{}')")
                .execute(Tuple.of(SHARD, Topic.VM_EVENTS.toString(), "vm-" + UUID.randomUUID()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
