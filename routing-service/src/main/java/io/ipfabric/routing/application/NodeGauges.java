package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.NodeReport.Heartbeat;
import io.ipfabric.contracts.value.NodeName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * When each node of the fabric was last heard of, by this service's clock. A series a node; of several replicas the latest counts, because each
 * node's reports go to one of them. Who was never heard of since the start was heard of then: so a node that is dead is told after a
 * restart too, and one that lives is not.
 */
@ApplicationScoped
public class NodeGauges {

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Mutiny.SessionFactory sessions;
    private final NodeStore nodes;
    private final Clock clock = Clock.systemUTC();
    private final Instant started = clock.instant();
    private final Map<NodeName, Instant> heard = new ConcurrentHashMap<>();
    private final MultiGauge lastHeard;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    @Inject
    NodeGauges(Mutiny.SessionFactory sessions, NodeStore nodes, MeterRegistry registry) {
        this.sessions = sessions;
        this.nodes = nodes;
        lastHeard = MultiGauge.builder("fabric.routing.node.heartbeat.timestamp.seconds")
                .description("When the last heartbeat of a node came, in seconds since 1970")
                .register(registry);
    }

    void heard(NodeReport report) {
        if (report instanceof Heartbeat) {
            heard.put(report.node(), clock.instant());
        }
    }

    /** Not more often than there is something to see for those who scrape. */
    public Uni<Void> look() {
        if (System.nanoTime() - lookedAt.get() < EVERY.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        lookedAt.set(System.nanoTime());
        return sessions.withSession(nodes::present).invoke(this::show).replaceWithVoid();
    }

    private void show(List<NodeName> present) {
        heard.keySet().retainAll(present);
        lastHeard.register(present.stream().map(this::row).collect(Collectors.toList()), true);
    }

    private MultiGauge.Row<?> row(NodeName node) {
        var last = heard.getOrDefault(node, started);
        return MultiGauge.Row.of(Tags.of("node", node.value()), last.toEpochMilli() / MILLIS_PER_SECOND);
    }
}
