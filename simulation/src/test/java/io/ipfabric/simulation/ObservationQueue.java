package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What the observer has not sent yet: by the rules of the real queue, in which a route keeps the place of the one that it supersedes, IN_SYNC goes
 * to the end, and a sight is overtaken by nothing and overtakes nothing. Routes between two sights are sent in any order.
 */
final class ObservationQueue {

    private final LinkedHashMap<String, Publication> waiting = new LinkedHashMap<>();

    void add(List<Publication> publications) {
        publications.forEach(publication -> {
            if (isSight(publication)) {
                waiting.remove(publication.key() + "+");
            }
            waiting.put(publication.key() + (isInSync(publication) ? "+" : ""), publication);
        });
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The process ended. */
    void lose() {
        waiting.clear();
    }

    Publication take(Chance chance) {
        var next = new ArrayList<String>();
        for (var entry : waiting.entrySet()) {
            if (isSight(entry.getValue())) {
                if (next.isEmpty()) {
                    next.add(entry.getKey());
                }
                break;
            }
            next.add(entry.getKey());
        }
        var taken = waiting.remove(chance.oneOf(next));
        if (taken == null) {
            throw new IllegalStateException("nothing waits");
        }
        return taken;
    }

    private static boolean isSight(Publication publication) {
        return publication.key().endsWith(ReflectorSight.KEY_SUFFIX);
    }

    private static boolean isInSync(Publication publication) {
        return publication instanceof Level(RouteObservation level)
                && level instanceof ReflectorSight sight
                && sight.state() == State.IN_SYNC;
    }
}
