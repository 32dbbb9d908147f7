package io.ipfabric.routing.application;

import io.ipfabric.routing.domain.Wait;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;

/** How many VMs wait beyond the time for it, by what they wait for: of the database, so that every replica says the same, also after a restart. */
@ApplicationScoped
public class WaitGauges {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Mutiny.SessionFactory sessions;
    private final RoutingStore store;
    private final Map<Wait.Kind, AtomicLong> waiting = new EnumMap<>(Wait.Kind.class);
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    @Inject
    WaitGauges(Mutiny.SessionFactory sessions, RoutingStore store, MeterRegistry registry) {
        this.sessions = sessions;
        this.store = store;
        for (var kind : Wait.Kind.values()) {
            var count = new AtomicLong();
            waiting.put(kind, count);
            Gauge.builder("fabric.routing.waits.overdue", count, AtomicLong::doubleValue)
                    .tag("wait", kind.name().toLowerCase(Locale.ROOT))
                    .description("VMs that wait for it beyond the time for it")
                    .register(registry);
        }
    }

    /** Not more often than there is something to see for those who scrape. */
    public Uni<Void> look() {
        if (System.nanoTime() - lookedAt.get() < EVERY.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        lookedAt.set(System.nanoTime());
        return sessions.withSession(store::overdue)
                .invoke(counts -> waiting.forEach((kind, count) -> count.set(counts.getOrDefault(kind, 0L))))
                .replaceWithVoid();
    }
}
