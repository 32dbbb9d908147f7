package io.ipfabric.routing.application;

import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.outbox.OneWriter;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.routing.application.RemovalStore.Removal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Takes the last intent of an endpoint away long after it was proved removed: the topic keeps what it holds for ever, and would grow with every VM that there
 * ever was. Before that the removal itself is what an agent reads that was away.
 */
@ApplicationScoped
public class Tombstones {

    /** No agent is away for longer and still to be told by a record of its own: its manifest says what there is. */
    static final Duration AGE = Duration.ofDays(7);

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int TOGETHER = 100;

    private final Mutiny.SessionFactory sessions;
    private final RemovalStore removals;
    private final Outbox outbox;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());

    @Inject
    Tombstones(Mutiny.SessionFactory sessions, RemovalStore removals, Outbox outbox) {
        this.sessions = sessions;
        this.removals = removals;
        this.outbox = outbox;
    }

    /** Once a minute, and at once again while there are more than one transaction takes. */
    public Uni<Void> look() {
        if (System.nanoTime() - lookedAt.get() < EVERY.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        return take().invoke(looked -> {
                    if (looked < TOGETHER) {
                        lookedAt.set(System.nanoTime());
                    }
                })
                .replaceWithVoid();
    }

    /**
     * As the writer: nobody tells a node of the VM meanwhile, and what it is told later follows the tombstone.
     *
     * @return of how many it was looked whether they may go
     */
    Uni<Integer> take() {
        return sessions.withTransaction((session, _) -> OneWriter.become(session)
                        .chain(() -> removals.take(session, AGE, TOGETHER))
                        .call(taken -> outbox.publish(
                                session,
                                taken.removals().stream()
                                        .map(Tombstones::tombstone)
                                        .toList())))
                .map(RemovalStore.Taken::lookedAt);
    }

    private static Outgoing tombstone(Removal removal) {
        return Outgoing.tombstone(Topic.ROUTE_INTENTS, removal.node() + "/" + removal.vm())
                .inPartition(removal.partition())
                .orderedBy(RouteDecisions.orderingKey(removal.node()));
    }
}
