package io.ipfabric.outbox;

import io.ipfabric.outbox.OutboxStore.Unsent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How much waits to be published, and how long. Asked when scraped, see {@link ScrapedBacklog}. */
final class OutboxMetrics {

    private OutboxMetrics() {}

    static void register(MeterRegistry registry, ScrapedBacklog backlog) {
        gauge(registry, backlog, "fabric.outbox.rows", "Records that wait to be published", ScrapedBacklog::rows);
        gauge(
                registry,
                backlog,
                "fabric.outbox.age.seconds",
                "Age of the oldest record that waits",
                ScrapedBacklog::oldestSeconds);
        gauge(
                registry,
                backlog,
                "fabric.inbox.parked.records",
                "Records that could not be handled, and the later ones of their keys",
                ScrapedBacklog::parked);
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
            ScrapedBacklog backlog,
            String name,
            String description,
            ToDoubleFunction<ScrapedBacklog> value) {
        Gauge.builder(name, backlog, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
