package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.RouterFacts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks the router about addresses, on a thread of its own so that a router that hangs never holds up the kernel's part: often
 * while something is expected to change, seldom when all is as expected. One address at a time: a full dump would hold up the
 * router itself. It tells the listener what changed, and every first answer.
 *
 * <p>{@link #expect} and {@link #forget} may be called from any thread.
 */
public final class RouterWatch implements Runnable {

    private static final Duration PAUSE_MIN = Duration.ofMillis(5);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    /** It asks again after this share of the time that it has waited: FRR needs 60 ms for most, minutes for what is broken. */
    private static final int PAUSE_SHARE = 20;

    private static final Duration SETTLED = Duration.ofSeconds(30);
    private static final Duration SESSIONS = Duration.ofSeconds(1);
    /** Questions between two looks at what is more urgent: about 10 ms. */
    private static final int BATCH_MAX = 50;

    private final Router router;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Address, Watched> watched = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));

    private long sessionsDue = System.nanoTime();
    private @Nullable List<Session> sessions;
    private boolean reachable = true;

    /** Hears what the router says; may make the watch wait. */
    public interface Listener {
        void on(AgentInput input) throws InterruptedException;
    }

    public RouterWatch(Router router, Listener listener) {
        this.router = router;
        this.listener = listener;
    }

    /** One address. Guarded by the lock. */
    private static final class Watched {
        RouterFacts expected;

        @Nullable
        RouterFacts last;

        long hurriedAt;
        /** Entries of the queue that are not the latest are stale. */
        long dueAt;

        Watched(RouterFacts expected) {
            this.expected = expected;
        }
    }

    private record Due(Address address, long at) {}

    /** From now on the router should come to say this of the address. */
    public void expect(Address address, RouterFacts facts) {
        lock.lock();
        try {
            var entry = watched.get(address);
            if (entry != null && entry.expected.equals(facts)) {
                return;
            }
            if (entry == null) {
                entry = new Watched(facts);
                watched.put(address, entry);
            }
            entry.expected = facts;
            hurry(address, entry, System.nanoTime());
            changed.signal();
        } finally {
            lock.unlock();
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

    public void forget(Address address) {
        lock.lock();
        try {
            watched.remove(address);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (System.nanoTime() - sessionsDue >= 0) {
                    askSessions();
                }
                askDue();
                await();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() throws InterruptedException {
        lock.lock();
        try {
            for (long wait = untilDue(); wait > 0; wait = untilDue()) {
                changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private long untilDue() {
        long now = System.nanoTime();
        var next = due.peek();
        return next == null ? sessionsDue - now : Math.min(next.at - now, sessionsDue - now);
    }

    private void askDue() throws InterruptedException {
        var news = new HashMap<Address, RouterFacts>();
        for (int i = 0; i < BATCH_MAX; i++) {
            var address = nextDue();
            if (address == null) {
                break;
            }
            var facts = ask(address);
            if (note(address, facts) && facts != null) {
                news.put(address, facts);
            }
        }
        if (!news.isEmpty()) {
            listener.on(new AgentInput.RouterTold(news));
        }
    }

    /** Asks about every address now, as far as one batch goes: for whoever steps it without its thread. */
    void askAll() throws InterruptedException {
        hurryAll();
        askDue();
    }

    private @Nullable Address nextDue() {
        lock.lock();
        try {
            for (var next = due.peek(); next != null && next.at - System.nanoTime() <= 0; next = due.peek()) {
                due.remove();
                var entry = watched.get(next.address);
                if (entry != null && entry.dueAt == next.at) {
                    return next.address;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Null if the router did not say anything: then what it said before stands. */
    private @Nullable RouterFacts ask(Address address) {
        try {
            return router.facts(address);
        } catch (RouterException _) {
            return null;
        }
    }

    /** @return whether it is news */
    private boolean note(Address address, @Nullable RouterFacts facts) {
        lock.lock();
        try {
            var entry = watched.get(address);
            if (entry == null) {
                return false;
            }
            long now = System.nanoTime();
            boolean settled = entry.expected.equals(facts);
            boolean news = facts != null && !facts.equals(entry.last);
            if (news) {
                entry.last = facts;
                entry.hurriedAt = now;
            }
            schedule(address, entry, now + (settled ? SETTLED.toNanos() : pause(now - entry.hurriedAt)));
            return news;
        } finally {
            lock.unlock();
        }
    }

    private static long pause(long waited) {
        return Math.clamp(waited / PAUSE_SHARE, PAUSE_MIN.toNanos(), PAUSE_MAX.toNanos());
    }

    private void askSessions() throws InterruptedException {
        sessionsDue = System.nanoTime() + SESSIONS.toNanos();
        List<Session> found;
        boolean answers = true;
        try {
            found = router.sessions();
        } catch (RouterException e) {
            found = List.of();
            answers = false;
        }
        if (!found.equals(sessions) || answers != reachable) {
            sessions = found;
            reachable = answers;
            listener.on(new AgentInput.SessionsTold(found, answers));
            hurryAll();
        }
    }

    /** A session that came or went, or a router that restarted, changes what is advertised of every address. */
    private void hurryAll() {
        lock.lock();
        try {
            long now = System.nanoTime();
            watched.forEach((address, entry) -> hurry(address, entry, now));
        } finally {
            lock.unlock();
        }
    }
}
