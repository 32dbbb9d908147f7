package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import java.util.Set;

/** What a session with a reflector says, whatever protocol it speaks; in the order of what happened. */
public sealed interface SessionEvent {

    /**
     * The reflector has a session with this router. Said of one that is up already, its session was another one before.
     *
     * @param families whose routes the two exchange
     */
    record PeerUp(Address peer, Set<AddressFamily> families) implements SessionEvent {
        public PeerUp {
            families = Set.copyOf(families);
        }
    }

    /** It has none any more, and nothing that came over it. */
    record PeerDown(Address peer) implements SessionEvent {}

    /** Routes, or the mark that the first ones of a family are complete. */
    record Updated(Address peer, BgpUpdate update) implements SessionEvent {}

    /** All that the reflector holds has been told: no End-of-RIB is still to come. Said by sessions that know it. */
    record Completed() implements SessionEvent {}

    /** Time went on. Not said by sessions that know when they are complete. */
    record Elapsed() implements SessionEvent {}
}
