package io.ipfabric.ipam.adapter.clock;

import io.ipfabric.ipam.application.PoolCatalogue;
import io.ipfabric.ipam.application.PoolGauges;
import io.ipfabric.ipam.application.VmAllocations;
import io.ipfabric.outbox.Preconditions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Looks again at what waits: requests for a pool that is not known yet, and draining pools. What is due is decided on the database's clock
 * and under its locks, so several replicas may tick; this is only the wake-up. A look that fails is repeated by the next.
 */
@ApplicationScoped
public class Ticker {

    private static final Logger LOG = Logger.getLogger(Ticker.class);

    /** A small part of the time that a request waits. */
    private static final Duration EVERY = Duration.ofMillis(200);

    private final Vertx vertx;
    private final VmAllocations allocations;
    private final PoolCatalogue pools;
    private final PoolGauges gauges;
    private final Preconditions preconditions;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long timer;

    @Inject
    Ticker(
            Vertx vertx,
            VmAllocations allocations,
            PoolCatalogue pools,
            PoolGauges gauges,
            Preconditions preconditions) {
        this.vertx = vertx;
        this.allocations = allocations;
        this.pools = pools;
        this.gauges = gauges;
        this.preconditions = preconditions;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(EVERY.toMillis(), _ -> tick());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** Hibernate Reactive keeps its session in the context, so each look has one of its own. */
    private void tick() {
        if (preconditions.areMet() && looking.compareAndSet(false, true)) {
            var context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()));
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(_ -> look().subscribe().with(_ -> looking.set(false)));
        }
    }

    private Uni<Void> look() {
        return tried("requests that wait for a pool", allocations.recheckWaiting())
                .chain(() -> tried("draining pools", pools.deleteDrained()))
                .chain(() -> tried("the pools' figures", gauges.look()));
    }

    private static Uni<Void> tried(String what, Uni<Void> look) {
        return look.onFailure()
                .invoke(failure -> LOG.warnf("%s are looked at again later: %s", what, failure.toString()))
                .onFailure()
                .recoverWithUni(() -> Uni.createFrom().voidItem());
    }
}
