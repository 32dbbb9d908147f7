package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.event.RouteObservation;

/** What is to be said on {@code route-observations}. One of a key takes the place of those before. */
public sealed interface Publication {

    String key();

    record Level(RouteObservation observation) implements Publication {
        @Override
        public String key() {
            return observation.partitionKey();
        }
    }

    /** There is nothing of this key any more. */
    record Tombstone(String key) implements Publication {}
}
