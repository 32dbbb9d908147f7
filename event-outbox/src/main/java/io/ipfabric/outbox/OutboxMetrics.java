package io.ipfabric.outbox;

import io.ipfabric.outbox.OutboxStore.Backlog;
import io.ipfabric.outbox.OutboxStore.Unsent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/** How much waits to be published, and how long. Asked when scraped. */
final class OutboxMetrics {

    private static final Logger LOG = Logger.getLogger(OutboxMetrics.class);

    private OutboxMetrics() {}

    static void register(MeterRegistry registry, OutboxStore store) {
        gauge(registry, store, "fabric.outbox.rows", "Records that wait to be published", Backlog::rows);
        gauge(
                registry,
                store,
                "fabric.outbox.age.seconds",
                "Age of the oldest record that waits",
                Backlog::oldestSeconds);
        gauge(
                registry,
                store,
                "fabric.inbox.parked.records",
                "Records that could not be handled, and the later ones of their keys",
                Backlog::parked);
    }

    /** A batch that is published again counts again. */
    static void countPublished(MeterRegistry registry, List<Unsent> rows) {
        for (var row : rows) {
            Counter.builder("fabric.outbox.published.records")
                    .description("Records that were published")
                    .tag("topic", row.record().topic().toString())
                    .register(registry)
                    .increment();
        }
    }

    private static void gauge(
            MeterRegistry registry,
            OutboxStore store,
            String name,
            String description,
            ToDoubleFunction<Backlog> value) {
        Gauge.builder(name, store, s -> read(s, value)).description(description).register(registry);
    }

    private static double read(OutboxStore store, ToDoubleFunction<Backlog> value) {
        try {
            return value.applyAsDouble(store.backlog());
        } catch (OutboxException e) {
            LOG.debug("no figure for the outbox", e);
            return Double.NaN;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        }
    }
}
