package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.value.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds peers whose session ended without a word. FRR (8.4.4, looked at) sends no Peer Down and no withdrawals for a neighbor that it
 * accepted from a listen range: it deletes the neighbor, and its BMP with it. But in each interval it sends a statistics report for every
 * session that is up, always in the same order. So between two reports of one peer there is one of every other, and a peer that was up
 * at the first and is not among them has no session any more. No clock is needed.
 *
 * <p>Mutable, of one session. Not thread-safe.
 */
public final class PeerRounds {

    private final Set<Address> up = new HashSet<>();
    private final Set<Address> reported = new HashSet<>();
    /** Those that must report before the round is over; one that came up in its midst is not among them. */
    private final Set<Address> expected = new HashSet<>();

    public void up(Address peer) {
        up.add(peer);
        expected.remove(peer);
        reported.remove(peer);
    }

    public void down(Address peer) {
        up.remove(peer);
        expected.remove(peer);
        reported.remove(peer);
    }

    public boolean isUp(Address peer) {
        return up.contains(peer);
    }

    public boolean isAnyUp() {
        return !up.isEmpty();
    }

    public int count() {
        return up.size();
    }

    /** @return whose session ended; they are counted as down from now on */
    public List<Address> reported(Address peer) {
        if (!up.contains(peer)) {
            return List.of();
        }
        if (reported.add(peer)) {
            expected.remove(peer);
            return List.of();
        }
        var ended = expected.stream().sorted().toList();
        ended.forEach(this::down);
        reported.clear();
        reported.add(peer);
        expected.addAll(up);
        expected.remove(peer);
        return ended;
    }
}
