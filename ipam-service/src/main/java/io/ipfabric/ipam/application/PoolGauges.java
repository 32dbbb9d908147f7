package io.ipfabric.ipam.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Each pool in numbers: of the database, so that every replica says the same. Four series a pool; of pools there are as many as an operator made. Those
 * beyond a limit have no series, so no alert sees them run full: how many these are is a series, and in the log.
 */
@ApplicationScoped
public class PoolGauges {

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** Series that nobody can read any more are worth less than the memory of those who scrape. */
    private static final int POOLS_MAX = 500;

    private static final Logger LOG = Logger.getLogger(PoolGauges.class);

    private final PoolCatalogue pools;
    private final int max;
    private final MultiGauge addresses;
    private final AtomicLong leftOut;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    @Inject
    PoolGauges(PoolCatalogue pools, MeterRegistry registry) {
        this(pools, registry, POOLS_MAX);
    }

    /** @param max of the pools that have series */
    PoolGauges(PoolCatalogue pools, MeterRegistry registry, int max) {
        this.pools = pools;
        this.max = max;
        this.addresses = MultiGauge.builder("fabric.ipam.pool.addresses")
                .description("Addresses of a pool, by what became of them; its capacity is their sum")
                .register(registry);
        this.leftOut = new AtomicLong();
        Gauge.builder("fabric.ipam.pools.left.out", leftOut, AtomicLong::doubleValue)
                .description("Pools of which no addresses are counted here, because there are too many pools")
                .strongReference(true)
                .register(registry);
    }

    /** Not more often than there is something to see for those who scrape. */
    public Uni<Void> look() {
        if (System.nanoTime() - lookedAt.get() < EVERY.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        lookedAt.set(System.nanoTime());
        return pools.list(null, max)
                .invoke(shown -> addresses.register(
                        shown.stream().flatMap(PoolGauges::rows).toList(), true))
                .chain(pools::count)
                .invoke(this::countLeftOut)
                .replaceWithVoid();
    }

    /** Said when it begins, and not at every look. */
    private void countLeftOut(long all) {
        long now = Math.max(0, all - max);
        if (leftOut.getAndSet(now) == 0 && now > 0) {
            LOG.warnf(
                    "there are %d pools; figures are of the first %d by name, nobody is warned when one of the others is nearly full",
                    all, max);
        }
    }

    private static Stream<MultiGauge.Row<?>> rows(StoredPool pool) {
        var usage = pool.usage();
        return List.of(
                row(pool, "allocated", usage.allocated()),
                row(pool, "cooling_down", usage.coolingDown()),
                row(pool, "reserved", usage.reserved()),
                row(pool, "available", usage.available()))
                .stream();
    }

    private static MultiGauge.Row<?> row(StoredPool pool, String state, BigInteger count) {
        var tags = Tags.of(
                "pool", pool.pool().name().value(),
                "family", pool.pool().prefix().network().family().name().toLowerCase(Locale.ROOT),
                "state", state);
        return MultiGauge.Row.of(tags, count.doubleValue());
    }
}
