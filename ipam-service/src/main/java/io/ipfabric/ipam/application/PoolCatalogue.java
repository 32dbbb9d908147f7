package io.ipfabric.ipam.application;

import static java.util.Objects.requireNonNull;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.ipam.domain.Pool;
import io.ipfabric.outbox.InOrder;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The pools: made, drained, gone. A pool is on the bus from the transaction that makes it to the one that deletes it, so routers carry host
 * routes of its prefix for as long as anybody may have one.
 */
@ApplicationScoped
public class PoolCatalogue {

    /** A cluster may be on its way when a pool for it is asked for. */
    private static final Duration UNKNOWN_CLUSTER_WAIT = Duration.ofSeconds(2);

    private static final Duration RECHECK_EVERY = Duration.ofMillis(100);

    private final PoolStore store;
    private final Outbox outbox;
    private final Mutiny.SessionFactory sessions;

    @Inject
    PoolCatalogue(PoolStore store, Outbox outbox, Mutiny.SessionFactory sessions) {
        this.store = store;
        this.outbox = outbox;
        this.sessions = sessions;
    }

    /** The answer to a request for a pool. */
    public sealed interface Creation {
        record Created(StoredPool pool) implements Creation {}

        /** The same request was made before. */
        record Known(StoredPool pool) implements Creation {}

        record Refused(Problem problem) implements Creation {}
    }

    /** The answer to a request to drain a pool. */
    public enum Drainage {
        GONE,
        DRAINING,
        UNKNOWN
    }

    /** Completes when the cluster is known, or after a while: it may be on its way. To be asked outside of any transaction. */
    public Uni<Void> clusterSoon(ClusterName cluster) {
        var context = requireNonNull(Vertx.currentContext(), "sessions need a context");
        return Uni.createFrom()
                .deferred(() -> sessions.withSession(session -> store.gateway(session, cluster)))
                .repeat()
                .withDelay(RECHECK_EVERY)
                .atMost(UNKNOWN_CLUSTER_WAIT.dividedBy(RECHECK_EVERY))
                .select()
                .where(Optional::isPresent)
                .toUni()
                .replaceWithVoid()
                // Back from the timer's thread: what follows has a session.
                .emitOn(continuation -> context.runOnContext(_ -> continuation.run()));
    }

    /** The cluster's gateway is reserved without a word: a VM that owned it would take the traffic of all others on its node. */
    public Uni<Creation> create(Mutiny.Session session, Pool pool) {
        return store.gateway(session, pool.cluster())
                .chain(gateway -> gateway.isPresent()
                        ? insert(session, pool.reserving(gateway.get()))
                        : Uni.createFrom().item(new Creation.Refused(unknownCluster(pool.cluster()))));
    }

    private Uni<Creation> insert(Mutiny.Session session, Pool pool) {
        return store.insert(session, pool)
                .chain(inserted ->
                        inserted ? published(session, pool).map(Creation.Created::new) : refusedOrKnown(session, pool));
    }

    /** As it is, and locked while it hands out addresses. */
    public Uni<Optional<StoredPool>> locked(Mutiny.Session session, PoolName name) {
        return store.lock(session, name).chain(() -> store.find(session, name));
    }

    private Uni<StoredPool> published(Mutiny.Session session, Pool pool) {
        var topology = new PoolTopology(pool.name(), pool.cluster(), pool.prefix());
        return outbox.publish(session, List.of(Outgoing.of(topology)))
                .chain(() -> store.find(session, pool.name()))
                .map(Optional::orElseThrow);
    }

    private Uni<Creation> refusedOrKnown(Mutiny.Session session, Pool pool) {
        return store.find(session, pool.name())
                .chain(existing -> existing.isPresent()
                        ? Uni.createFrom().item(knownOrDiffering(existing.get(), pool))
                        : store.findOverlapping(session, pool.prefix())
                                .map(other -> new Creation.Refused(overlaps(pool, other))));
    }

    private static Creation knownOrDiffering(StoredPool existing, Pool pool) {
        if (existing.draining()) {
            return new Creation.Refused(Problem.ofField(
                    ProblemType.WRONG_STATE,
                    "name",
                    "pool " + pool.name() + " is draining; its name is free when it is empty"));
        }
        return existing.pool().equals(pool)
                ? new Creation.Known(existing)
                : new Creation.Refused(Problem.ofField(ProblemType.ALREADY_EXISTS, "name", differs(existing.pool())));
    }

    private static String differs(Pool existing) {
        return "pool %s exists and differs: %s of cluster %s, cooldown %s, reserved %s"
                .formatted(
                        existing.name(),
                        existing.prefix(),
                        existing.cluster(),
                        existing.cooldown(),
                        existing.reservations().blocks());
    }

    public Uni<Optional<StoredPool>> find(PoolName name) {
        return sessions.withSession(session -> store.find(session, name));
    }

    /** @param after the last name of the page before; absent: from the first */
    public Uni<List<StoredPool>> list(@Nullable PoolName after, int limit) {
        return sessions.withSession(session -> store.list(session, after, limit));
    }

    public Uni<Long> count() {
        return sessions.withSession(store::count);
    }

    /** It hands out nothing more, and is deleted when nothing is held of it. */
    public Uni<Drainage> drain(Mutiny.Session session, PoolName name) {
        return store.drain(session, name)
                .chain(() -> deleteIfDrained(session, name))
                .chain(gone -> gone
                        ? Uni.createFrom().item(Drainage.GONE)
                        : store.find(session, name)
                                .map(left -> left.isPresent() ? Drainage.DRAINING : Drainage.UNKNOWN));
    }

    /** Deletes the draining pools that are empty by now. */
    public Uni<Void> deleteDrained() {
        return sessions.withSession(store::draining)
                .chain(names -> InOrder.each(
                        names, name -> sessions.withTransaction((session, _) -> deleteIfDrained(session, name))
                                .replaceWithVoid()));
    }

    private Uni<Boolean> deleteIfDrained(Mutiny.Session session, PoolName name) {
        return store.deleteDrained(session, name)
                .call(gone -> gone
                        ? outbox.publish(
                                session,
                                List.of(Outgoing.tombstone(Topic.FABRIC_TOPOLOGY, PoolTopology.KEY_PREFIX + name)))
                        : Uni.createFrom().voidItem());
    }

    private static Problem unknownCluster(ClusterName cluster) {
        return Problem.ofField(
                ProblemType.UNKNOWN_CLUSTER,
                "cluster",
                "cluster " + cluster + " was not heard of within " + UNKNOWN_CLUSTER_WAIT.toSeconds() + " s");
    }

    private static Problem overlaps(Pool pool, Optional<PoolName> other) {
        return Problem.ofField(
                ProblemType.PREFIX_OVERLAPS,
                "prefix",
                pool.prefix() + " overlaps "
                        + other.map(name -> "pool " + name).orElse("a pool that was deleted just now"));
    }
}
