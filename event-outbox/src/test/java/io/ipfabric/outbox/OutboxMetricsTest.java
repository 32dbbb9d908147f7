package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.outbox.testing.FabricBackends;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is said to those who scrape. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class OutboxMetricsTest {

    /** After so long Prometheus takes the process for dead. */
    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger asked = new AtomicInteger();

    /** Counts how often it is asked. */
    private final class AskedStore extends OutboxStore {

        AskedStore(Pool asking) {
            super(asking);
        }

        @Override
        Backlog backlog(Duration patience) throws InterruptedException {
            asked.incrementAndGet();
            return super.backlog(patience);
        }
    }

    @Test
    void one_answer_is_for_all_figures_of_a_scrape() {
        OutboxMetrics.register(registry, new ScrapedBacklog(new AskedStore(pool)));

        assertThat(scrape()).hasSize(3).doesNotContain(Double.NaN);
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_database_that_hangs_is_told_before_those_who_scrape_give_up() {
        OutboxMetrics.register(registry, new ScrapedBacklog(new AskedStore(pool)));
        var connection = join(pool.getConnection());
        try {
            join(connection.query("begin").execute());
            join(connection
                    .query("lock table inbox_parked in access exclusive mode")
                    .execute());

            long begun = System.nanoTime();
            assertThat(scrape()).containsExactly(Double.NaN, Double.NaN, Double.NaN);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SCRAPE_TIMEOUT);
            assertThat(asked).as("an answer that did not come is one, too").hasValue(1);
        } finally {
            join(connection.query("rollback").execute());
            join(connection.close());
        }
        await("it answers again").atMost(PATIENCE).until(() -> !scrape().contains(Double.NaN));
    }

    private List<Double> scrape() {
        return registry.getMeters().stream()
                .map(Gauge.class::cast)
                .map(Gauge::value)
                .toList();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
