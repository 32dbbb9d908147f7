package io.ipfabric.routing.adapter.clock;

import io.ipfabric.outbox.Preconditions;
import io.ipfabric.routing.application.Deadlines;
import io.ipfabric.routing.application.NodeGauges;
import io.ipfabric.routing.application.Tombstones;
import io.ipfabric.routing.application.WaitGauges;
import io.ipfabric.routing.application.WakeUps;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Looks at what is due. A look that fails is repeated by the next. */
@ApplicationScoped
public class Ticker {

    private static final Logger LOG = Logger.getLogger(Ticker.class);

    /** A part of the shortest time that anything waits. A tick asks the database only when something may be due. */
    private static final Duration EVERY = Duration.ofMillis(20);

    private final Vertx vertx;
    private final Deadlines deadlines;
    private final WakeUps wakeUps;
    private final WaitGauges gauges;
    private final NodeGauges nodes;
    private final Tombstones tombstones;
    private final Preconditions preconditions;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long timer;

    @Inject
    Ticker(
            Vertx vertx,
            Deadlines deadlines,
            WakeUps wakeUps,
            WaitGauges gauges,
            NodeGauges nodes,
            Tombstones tombstones,
            Preconditions preconditions) {
        this.vertx = vertx;
        this.deadlines = deadlines;
        this.wakeUps = wakeUps;
        this.gauges = gauges;
        this.nodes = nodes;
        this.tombstones = tombstones;
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
        if (preconditions.areMet() && !looking.get() && wakeUps.isTime() && looking.compareAndSet(false, true)) {
            var context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()));
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(_ -> deadlines
                    .look()
                    .chain(gauges::look)
                    .chain(nodes::look)
                    .chain(tombstones::look)
                    .onTermination()
                    .invoke(() -> looking.set(false))
                    .subscribe()
                    .with(
                            _ -> {},
                            failure -> LOG.warnf("what is due is looked at again later: %s", failure.toString())));
        }
    }
}
