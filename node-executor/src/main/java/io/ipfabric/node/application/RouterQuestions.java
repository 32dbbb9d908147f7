package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.RouterFacts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What the router is to be asked about and when: the less time has passed since something changed, the sooner. Not thread-safe. */
final class RouterQuestions {

    private static final Duration PAUSE_MIN = Duration.ofMillis(5);
    /** As long as so few change: what is noticed a millisecond later is a millisecond more of a STRICT gap. */
    private static final Duration PAUSE_OF_FEW = Duration.ofMillis(2);

    private static final int FEW = 8;
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    /** It asks again after this share of the time that it has waited: FRR needs 60 ms for most, minutes for what is broken. */
    private static final int PAUSE_SHARE = 20;

    private static final Duration SETTLED = Duration.ofSeconds(30);
    /** FRR needs 60 ms for most. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(200);

    private final Map<Address, Watched> watched = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));
    /** Addresses of which the router does not say yet what it should come to. */
    private int unsettled;

    private static final class Watched {
        RouterFacts expected;

        @Nullable
        RouterFacts last;

        boolean settled = true;
        long hurriedAt;
        /** Entries of the queue that are not the latest are stale. */
        long dueAt;

        Watched(RouterFacts expected) {
            this.expected = expected;
        }
    }

    private record Due(Address address, long at) {}

    /** @return whether it was not expected before: then it is due now */
    boolean expect(Address address, RouterFacts facts, long now) {
        var entry = watched.get(address);
        if (entry != null && entry.expected.equals(facts)) {
            return false;
        }
        if (entry == null) {
            entry = new Watched(facts);
            watched.put(address, entry);
        }
        entry.expected = facts;
        settle(entry, false);
        hurry(address, entry, now);
        return true;
    }

    void forget(Address address) {
        var entry = watched.remove(address);
        if (entry != null) {
            settle(entry, true);
        }
    }

    private void settle(Watched entry, boolean settled) {
        if (entry.settled != settled) {
            entry.settled = settled;
            unsettled += settled ? -1 : 1;
        }
    }

    private void hurry(Address address, Watched entry, long now) {
        entry.hurriedAt = now;
        schedule(address, entry, now);
    }

    private void schedule(Address address, Watched entry, long at) {
        entry.dueAt = at;
        due.add(new Due(address, at));
    }

    /** When the next one is due; null if there is none. */
    @Nullable
    Long nextAt() {
        var next = due.peek();
        return next == null ? null : next.at;
    }

    /** One that is due and is no more after this; null if none is. */
    @Nullable
    Address take(long now) {
        for (var next = due.peek(); next != null && next.at - now <= 0; next = due.peek()) {
            due.remove();
            var entry = watched.get(next.address);
            if (entry != null && entry.dueAt == next.at) {
                return next.address;
            }
        }
        return null;
    }

    /**
     * Takes note of an answer.
     *
     * @param facts null if there was none
     * @return whether it is news
     */
    boolean answered(Address address, @Nullable RouterFacts facts, long now) {
        var entry = watched.get(address);
        if (entry == null) {
            return false;
        }
        settle(entry, entry.expected.equals(facts));
        boolean news = facts != null && !facts.equals(entry.last);
        if (news) {
            entry.last = facts;
            entry.hurriedAt = now;
        }
        schedule(address, entry, now + (entry.settled ? SETTLED.toNanos() : pause(now - entry.hurriedAt)));
        return news;
    }

    /** Whether the router says of the address what it should come to. */
    boolean isSettled(Address address) {
        var entry = watched.get(address);
        return entry == null || entry.settled;
    }

    /** Whether few others are on their way to what is expected of them: what has not come there for long is waited for by nobody. */
    boolean areFewOnTheirWay(long now) {
        return unsettled > 0
                && unsettled <= FEW
                && watched.values().stream()
                        .anyMatch(entry -> !entry.settled && now - entry.hurriedAt < ON_THE_WAY.toNanos());
    }

    private long pause(long waited) {
        var least = unsettled <= FEW ? PAUSE_OF_FEW : PAUSE_MIN;
        return Math.clamp(waited / PAUSE_SHARE, least.toNanos(), PAUSE_MAX.toNanos());
    }

    /** All are due now. */
    void hurryAll(long now) {
        watched.forEach((address, entry) -> hurry(address, entry, now));
    }
}
