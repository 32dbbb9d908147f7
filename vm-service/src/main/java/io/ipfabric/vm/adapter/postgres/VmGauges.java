package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.vm.domain.VmStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** How many VMs there are, by what is shown of them: of the database, so that every replica says the same. Asked once a scrape, by its thread. */
@ApplicationScoped
class VmGauges {

    private static final Logger LOG = Logger.getLogger(VmGauges.class);

    /** All gauges of one scrape are of one answer. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;
    private final MeterRegistry registry;
    /** Guarded by this. */
    private Map<String, Long> counts = Map.of();
    /** Guarded by this. */
    private long askedAt = System.nanoTime() - FRESH.toNanos();

    @Inject
    VmGauges(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        for (var status : VmStatus.values()) {
            Gauge.builder("fabric.vm.vms", this, gauges -> gauges.count(status))
                    .description("VMs, by the state that is shown of them")
                    .tag("state", status.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    /** Not a number while the database does not answer. */
    private synchronized double count(VmStatus status) {
        if (System.nanoTime() - askedAt >= FRESH.toNanos()) {
            counts = ask();
            askedAt = System.nanoTime();
        }
        return counts.isEmpty() ? Double.NaN : counts.getOrDefault(status.name(), 0L);
    }

    /** Empty if there is no answer. */
    private Map<String, Long> ask() {
        var found = new HashMap<String, Long>();
        try {
            var rows = pool.query("select status, count(*) from vm group by status")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            // Known to be none is another thing than not known.
            found.put(VmStatus.REQUESTED.name(), 0L);
            rows.forEach(row -> found.put(row.getString(0), row.getLong(1)));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no figures of the VMs", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
