package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Prefix;
import java.util.Set;

/**
 * What {@code route-observations} says of a reflector.
 *
 * @param generation the highest that was published
 * @param state of its newest sight; LOST, if there is none
 * @param published the prefixes that have a level
 */
public record Remembered(long generation, State state, Set<Prefix> published) {

    public static final Remembered NOTHING = new Remembered(0, State.LOST, Set.of());

    public Remembered {
        published = Set.copyOf(published);
    }
}
