package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.domain.SessionEvent.Elapsed;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerDown;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerUp;
import io.ipfabric.gateway.observer.domain.SessionEvent.Updated;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much can be seen of a reflector. The generation is the session's number.
 *
 * <pre>
 *            | session opens | PeerUp                  | PeerDown        | routes       | End-of-RIB           | time            | session ends
 * Lost       | Syncing(g+1)  | -                       | -               | -            | -                    | -               | -
 * Syncing    | Syncing(g+1)  | awaited before the      | awaited no more | first routes | awaited no more; the | settled: InSync | Lost
 *            |               | first routes; else late |                 |              | last one: InSync     |                 |
 * InSync     | Syncing(g+1)  | -                       | -               | -            | -                    | -               | Lost
 * </pre>
 *
 * <p>What FRR does (8.4.4, looked at): behind its Initiation it names all peers that are up, then for each family all routes of all of them,
 * then an End-of-RIB for each peer that exchanges the family. A peer that comes up later has no End-of-RIB that could be relied on, and
 * does not need one: what it has not announced yet, the reflector does not hold. So only peers that were up before the first route
 * are awaited. Without any, nothing says that the first routes are complete; the reflector itself has just begun, and its peers are on their way:
 * it is settled when none came for {@link #SETTLED_AFTER}.
 */
public sealed interface Sight {

    /** Routers try to reach a reflector once a second. */
    Duration SETTLED_AFTER = Duration.ofSeconds(2);

    /** Peers that come and go do not put it off for ever. */
    Duration SETTLED_AT_LAST = Duration.ofSeconds(10);

    long generation();

    State state();

    /** What the session says. */
    Sight on(SessionEvent event, Instant now);

    /** A session, in place of the one before if there was one. */
    default Sight opened(Instant now) {
        return new Syncing(generation() + 1, Map.of(), false, now, now);
    }

    /** Before any session, or after it. */
    record Lost(long generation) implements Sight {

        @Override
        public State state() {
            return State.LOST;
        }

        @Override
        public Sight on(SessionEvent event, Instant now) {
            return this;
        }
    }

    /**
     * The first paths are coming in.
     *
     * @param awaited whose End-of-RIB is still to come
     * @param begun routes have come, so that a peer that comes up now is late
     * @param opened when the session was opened
     * @param lastPeerUp when the last peer came up, or {@code opened}
     */
    record Syncing(
            long generation,
            Map<Address, Set<AddressFamily>> awaited,
            boolean begun,
            Instant opened,
            Instant lastPeerUp)
            implements Sight {

        public Syncing {
            awaited = Map.copyOf(awaited);
        }

        @Override
        public State state() {
            return State.SYNCING;
        }

        @Override
        public Sight on(SessionEvent event, Instant now) {
            return switch (event) {
                case PeerUp(var peer, var families) -> peerUp(peer, families, now);
                case PeerDown(var peer) -> with(without(peer), begun, lastPeerUp);
                case Updated(var peer, var update) ->
                    update.endOfRib() == null ? with(awaited, true, lastPeerUp) : complete(peer, update.endOfRib());
                case Elapsed() -> isSettled(now) ? new InSync(generation) : this;
            };
        }

        private Sight peerUp(Address peer, Set<AddressFamily> families, Instant now) {
            var after = without(peer);
            if (!begun && !families.isEmpty()) {
                after.put(peer, families);
            }
            return with(after, begun, now);
        }

        private Sight complete(Address peer, AddressFamily family) {
            var after = without(peer);
            var left = new HashSet<>(awaited.getOrDefault(peer, Set.of()));
            boolean wasAwaited = left.remove(family);
            if (!left.isEmpty()) {
                after.put(peer, Set.copyOf(left));
            }
            return wasAwaited && after.isEmpty() ? new InSync(generation) : with(after, true, lastPeerUp);
        }

        private boolean isSettled(Instant now) {
            return awaited.isEmpty()
                    && (!now.isBefore(lastPeerUp.plus(SETTLED_AFTER)) || !now.isBefore(opened.plus(SETTLED_AT_LAST)));
        }

        private Map<Address, Set<AddressFamily>> without(Address peer) {
            var others = new HashMap<>(awaited);
            others.remove(peer);
            return others;
        }

        private Sight with(Map<Address, Set<AddressFamily>> awaitedAfter, boolean begunAfter, Instant lastPeerUpAfter) {
            return new Syncing(generation, awaitedAfter, begunAfter, opened, lastPeerUpAfter);
        }
    }

    /** All paths are known. A peer that comes up later brings news, not an inventory. */
    record InSync(long generation) implements Sight {

        @Override
        public State state() {
            return State.IN_SYNC;
        }

        @Override
        public Sight on(SessionEvent event, Instant now) {
            return this;
        }
    }
}
