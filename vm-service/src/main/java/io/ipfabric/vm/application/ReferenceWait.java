package io.ipfabric.vm.application;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Waits for clusters and nodes that are not known yet: a producer may name a node the moment after it was added, when this service has
 * not read of it. It waits outside of any transaction, so that nothing is locked meanwhile; whether the references are right is decided
 * afterwards.
 */
@ApplicationScoped
public class ReferenceWait {

    static final Duration WAIT_MAX = Duration.ofSeconds(2);
    /** What stayed unknown through a wait is not waited for again for so long: one wrong producer must not slow the others down. */
    static final Duration IN_VAIN_REMEMBERED = Duration.ofSeconds(30);

    private static final int REMEMBERED_COUNT_MAX = 1_000;

    private final Mutiny.SessionFactory sessions;
    private final TopologyStore topology;
    private final Polling polling;
    /** Until when, by {@link System#nanoTime}. */
    private final Map<Reference, Long> inVain = new ConcurrentHashMap<>();
    /** Were known once. If they are gone since, the decision says so; it needs no wait to be right. */
    private final Set<Reference> seen = ConcurrentHashMap.newKeySet();

    @Inject
    ReferenceWait(Mutiny.SessionFactory sessions, TopologyStore topology, Polling polling) {
        this.sessions = sessions;
        this.topology = topology;
        this.polling = polling;
    }

    /** For one who waits for an answer alone: completes when all are known, or after {@link #WAIT_MAX}. */
    public Uni<Void> untilKnown(Set<Reference> references) {
        return stillUnknown(references).replaceWithVoid();
    }

    /** For a queue in which others wait behind: the same, but for no reference twice within {@link #IN_VAIN_REMEMBERED}. */
    public Uni<Void> untilKnownOnce(Set<Reference> references) {
        inVain.values().removeIf(until -> System.nanoTime() - until >= 0);
        var worthWaiting = new HashSet<>(references);
        worthWaiting.removeAll(inVain.keySet());
        return stillUnknown(worthWaiting).invoke(this::rememberInVain).replaceWithVoid();
    }

    private Uni<Set<Reference>> stillUnknown(Set<Reference> references) {
        return seen.containsAll(references)
                ? Uni.createFrom().item(Set.of())
                : polling.until(
                                Set::isEmpty,
                                WAIT_MAX,
                                () -> sessions.withSession(session -> topology.unknown(session, references)))
                        .invoke(unknown -> rememberSeen(references, unknown));
    }

    /** Forgetting all when there are too many costs a look at most. */
    private void rememberSeen(Set<Reference> references, Set<Reference> unknown) {
        if (seen.size() + references.size() > REMEMBERED_COUNT_MAX) {
            seen.clear();
        }
        references.stream().filter(reference -> !unknown.contains(reference)).forEach(seen::add);
    }

    /** Forgetting all when there are too many costs a wait at most. */
    private void rememberInVain(Set<Reference> unknown) {
        if (inVain.size() + unknown.size() > REMEMBERED_COUNT_MAX) {
            inVain.clear();
        }
        unknown.forEach(reference -> inVain.put(reference, System.nanoTime() + IN_VAIN_REMEMBERED.toNanos()));
    }
}
