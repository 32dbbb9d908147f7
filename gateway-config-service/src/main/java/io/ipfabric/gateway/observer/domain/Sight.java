package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.domain.SessionEvent.Completed;
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
 *            | session opens | PeerUp                  | PeerDown        | routes       | End-of-RIB           | complete | time            | session ends
 * Lost       | Syncing(g+1)  | -                       | -               | -            | -                    | -        | -               | -
 * Syncing    | Syncing(g+1)  | awaited before the      | awaited no more | first routes | awaited no more; the | InSync   | settled: InSync | Lost
 *            |               | first routes; else late |                 |              | last one: InSync     |          |                 |
 * InSync     | Syncing(g+1)  | -                       | -               | -            | -                    | -        | -               | Lost
 * </pre>
 *
 * <p>What FRR does (8.4.4, looked at): behind its Initiation it names all peers that are up, then for each family, IPv4 first, all routes of all
 * of them, then an End-of-RIB for each peer that exchanges the family. A peer that comes up later has no End-of-RIB that could be relied on:
 * none, or that of IPv6 without the one of IPv4. It does not need one: what it has not announced yet, the reflector does not hold. So only
 * peers that were up before the first route are awaited, and one of which a later family ends before an earlier one was late all the same.
 * Where nobody is awaited, the reflector itself has just begun, and its peers are on their way: it is settled when none came for
 * {@link #SETTLED_AFTER}. And where an awaited End-of-RIB does not come, the peer was late too: then nothing at all has come for {@link #STALLED_AFTER},
 * in a session that is alive, or it would have been ended.
 *
 * <p>A BGP session is simpler: it has one End-of-RIB of each family, and says itself that it is complete. It names no peers, and tells no time.
 */
public sealed interface Sight {

    /** Routers try to reach a reflector once a second. */
    Duration SETTLED_AFTER = Duration.ofSeconds(2);

    /** Peers that come and go do not put it off for ever. */
    Duration SETTLED_AT_LAST = Duration.ofSeconds(10);

    /** Routes follow each other without a pause until the last End-of-RIB. */
    Duration STALLED_AFTER = Duration.ofSeconds(10);

    long generation();

    State state();

    /** What the session says. */
    Sight on(SessionEvent event, Instant now);

    /** A session, in place of the one before if there was one. */
    default Sight opened(Instant now) {
        return new Syncing(generation() + 1, Map.of(), false, now, now, now);
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
     * @param lastNews when the last peer came up or routes came, or {@code opened}
     */
    record Syncing(
            long generation,
            Map<Address, Set<AddressFamily>> awaited,
            boolean begun,
            Instant opened,
            Instant lastPeerUp,
            Instant lastNews)
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
                case PeerDown(var peer) -> new Syncing(generation, without(peer), begun, opened, lastPeerUp, lastNews);
                case Updated(var peer, var update) ->
                    update.endOfRib() == null ? begun(awaited, now) : ended(peer, update.endOfRib(), now);
                case Completed() -> new InSync(generation);
                case Elapsed() -> isSettled(now) ? new InSync(generation) : this;
            };
        }

        private Sight peerUp(Address peer, Set<AddressFamily> families, Instant now) {
            var after = without(peer);
            if (!begun && !families.isEmpty()) {
                after.put(peer, families);
            }
            return new Syncing(generation, after, begun, opened, now, now);
        }

        private Sight ended(Address peer, AddressFamily family, Instant now) {
            var before = awaited.getOrDefault(peer, Set.of());
            if (!before.contains(family)) {
                return begun(awaited, now);
            }
            var after = without(peer);
            if (before.stream().anyMatch(each -> each.compareTo(family) < 0)) {
                return begun(after, now);
            }
            var left = new HashSet<>(before);
            left.remove(family);
            if (!left.isEmpty()) {
                after.put(peer, left);
            }
            return after.isEmpty() ? new InSync(generation) : begun(after, now);
        }

        private boolean isSettled(Instant now) {
            boolean isQuiet =
                    !now.isBefore(lastPeerUp.plus(SETTLED_AFTER)) || !now.isBefore(opened.plus(SETTLED_AT_LAST));
            return awaited.isEmpty() ? isQuiet : !now.isBefore(lastNews.plus(STALLED_AFTER));
        }

        private Map<Address, Set<AddressFamily>> without(Address peer) {
            var others = new HashMap<>(awaited);
            others.remove(peer);
            return others;
        }

        private Sight begun(Map<Address, Set<AddressFamily>> awaitedAfter, Instant now) {
            return new Syncing(generation, awaitedAfter, true, opened, lastPeerUp, now);
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
