package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.NodeReport.Heartbeat;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * When each node of the fabric was last heard of ({@link NodeHeartbeats}). Of several replicas the latest counts, because each node's reports go to one
 * of them. Which nodes there are is asked of the database; while that is away nothing is heard of any of them either, because reports wait.
 */
@ApplicationScoped
public class NodeGauges {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Mutiny.SessionFactory sessions;
    private final NodeStore nodes;
    private final NodeHeartbeats heartbeats;
    private final Clock clock = Clock.systemUTC();
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    @Inject
    NodeGauges(Mutiny.SessionFactory sessions, NodeStore nodes, MeterRegistry registry) {
        this.sessions = sessions;
        this.nodes = nodes;
        heartbeats = new NodeHeartbeats(registry);
    }

    void heard(NodeReport report) {
        if (report instanceof Heartbeat) {
            heartbeats.heard(report.node(), clock.instant());
        }
    }

    /** Not more often than there is something to see for those who scrape. */
    public Uni<Void> look() {
        if (System.nanoTime() - lookedAt.get() < EVERY.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        lookedAt.set(System.nanoTime());
        return sessions.withSession(nodes::present)
                .invoke(present -> heartbeats.present(present, clock.instant()))
                .replaceWithVoid();
    }
}
