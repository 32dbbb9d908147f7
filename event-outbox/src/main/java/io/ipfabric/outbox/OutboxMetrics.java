package io.ipfabric.outbox;

import io.ipfabric.outbox.OutboxStore.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
