package io.ipfabric.ipam.application;

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

/** Each pool in numbers: of the database, so that every replica says the same. Four series a pool; of pools there are as many as an operator made. */
@ApplicationScoped
public class PoolGauges {

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** Series that nobody can read any more are worth less than the memory of those who scrape. */
    private static final int POOLS_MAX = 500;

    private final PoolCatalogue pools;
    private final MultiGauge addresses;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    @Inject
    PoolGauges(PoolCatalogue pools, MeterRegistry registry) {
        this.pools = pools;
        this.addresses = MultiGauge.builder("fabric.ipam.pool.addresses")
                .description("Addresses of a pool, by what became of them; its capacity is their sum")
                .register(registry);
    }

    /** Not more often than there is something to see for those who scrape. */
    public Uni<Void> look() {
        if (System.nanoTime() - lookedAt.get() < EVERY.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        lookedAt.set(System.nanoTime());
        return pools.list(null, POOLS_MAX)
                .invoke(all -> addresses.register(
                        all.stream().flatMap(PoolGauges::rows).toList(), true))
                .replaceWithVoid();
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
