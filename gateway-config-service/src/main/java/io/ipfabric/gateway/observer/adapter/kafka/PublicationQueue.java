package io.ipfabric.gateway.observer.adapter.kafka;

import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * What waits to be sent, and in which order. No more than the newest of each key, so it is bounded by what there is, however long the broker
 * is away:
 *
 * <ol>
 *   <li>A route keeps the place of the one that it supersedes: said earlier, it is still true.
 *   <li>SYNCING and LOST keep it too, and take back an IN_SYNC that waits: less is claimed, and earlier.
 *   <li>IN_SYNC goes to the end: it claims that all before it was said.
 *   <li>A sight is sent when nothing is on its way any more, and nothing else is sent until it arrived: what fails and is sent again would
 *       be overtaken otherwise.
 *   <li>A key has at most one record on its way.
 * </ol>
 *
 * <p>Not thread-safe.
 */
final class PublicationQueue {

    private static final int FLYING_MAX = 256;
    private static final String IN_SYNC_SLOT = "+";

    private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();
    private final Set<String> flying = new HashSet<>();
    private boolean sightFlies;

    /** @param since when it came, by {@link System#nanoTime} */
    record Waiting(Publication publication, long since) {

        String slot() {
            return isInSync() ? publication.key() + IN_SYNC_SLOT : publication.key();
        }

        boolean isInSync() {
            return publication instanceof Level(ReflectorSight sight) && sight.state() == State.IN_SYNC;
        }

        boolean isSight() {
            return publication.key().endsWith(ReflectorSight.KEY_SUFFIX);
        }
    }

    void add(Publication publication, long now) {
        var added = new Waiting(publication, now);
        if (added.isSight()) {
            waiting.remove(publication.key() + IN_SYNC_SLOT);
        }
        waiting.put(added.slot(), added);
    }

    /** What may be sent now; it counts as on its way. */
    Optional<Waiting> take() {
        if (sightFlies || flying.size() >= FLYING_MAX) {
            return Optional.empty();
        }
        boolean passedOver = false;
        for (var next : waiting.values()) {
            if (next.isSight()) {
                return passedOver || !flying.isEmpty() ? Optional.empty() : fly(next);
            }
            if (!flying.contains(next.publication().key())) {
                return fly(next);
            }
            passedOver = true;
        }
        return Optional.empty();
    }

    void arrived(Waiting sent) {
        flying.remove(sent.publication().key());
        sightFlies = false;
    }

    /** It did not arrive, or nobody knows: it is the next again, or what supersedes it by now is. */
    void failed(Waiting sent) {
        arrived(sent);
        if (sent.isInSync() && waiting.containsKey(sent.publication().key())) {
            return;
        }
        var newer = waiting.remove(sent.slot());
        waiting.putFirst(sent.slot(), newer == null ? sent : newer);
    }

    int size() {
        return waiting.size() + flying.size();
    }

    private Optional<Waiting> fly(Waiting next) {
        waiting.remove(next.slot());
        flying.add(next.publication().key());
        sightFlies = next.isSight();
        return Optional.of(next);
    }
}
