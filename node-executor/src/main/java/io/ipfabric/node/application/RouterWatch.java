package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.RouterFacts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final Duration SESSIONS = Duration.ofSeconds(1);
    /** Questions between two looks at what is more urgent: about 10 ms. */
    private static final int BATCH_MAX = 50;
    /**
     * So long it waits for the other addresses of few before it says of one that all is as expected: bgpd announces a VM's families some milliseconds after one
     * another, and two reports are two decisions of whoever waits for the second.
     */
    private static final Duration TOGETHER = Duration.ofMillis(4);

    private final Router router;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private final RouterQuestions questions = new RouterQuestions();

    /** Not told yet. The watch's own thread alone looks at these two. */
    private final Map<Address, RouterFacts> news = new HashMap<>();

    private long newsDue;
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

    /** From now on the router should come to say this of the address. */
    public void expect(Address address, RouterFacts facts) {
        lock.lock();
        try {
            if (questions.expect(address, facts, System.nanoTime())) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    public void forget(Address address) {
        lock.lock();
        try {
            questions.forget(address);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                tellDue();
                if (System.nanoTime() - sessionsDue >= 0) {
                    askSessions();
                }
                askDue();
                tellDue();
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
        long wait = sessionsDue - now;
        var next = questions.nextAt();
        if (next != null) {
            wait = Math.min(wait, next - now);
        }
        return news.isEmpty() ? wait : Math.min(wait, newsDue - now);
    }

    private void askDue() {
        for (int i = 0; i < BATCH_MAX; i++) {
            var address = nextDue();
            if (address == null) {
                break;
            }
            note(address, ask(address));
        }
    }

    private void tellDue() throws InterruptedException {
        if (!news.isEmpty() && System.nanoTime() - newsDue >= 0) {
            tell();
        }
    }

    private void tell() throws InterruptedException {
        var told = Map.copyOf(news);
        news.clear();
        listener.on(new AgentInput.RouterTold(told));
    }

    /** Asks about every address now, as far as one batch goes: for whoever steps it without its thread. */
    void askAll() throws InterruptedException {
        hurryAll();
        askDue();
        if (!news.isEmpty()) {
            tell();
        }
    }

    private @Nullable Address nextDue() {
        lock.lock();
        try {
            return questions.take(System.nanoTime());
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

    private void note(Address address, @Nullable RouterFacts facts) {
        lock.lock();
        try {
            long now = System.nanoTime();
            boolean mayWait = true;
            if (questions.answered(address, facts, now) && facts != null) {
                newsDue = news.isEmpty() ? now + TOGETHER.toNanos() : newsDue;
                news.put(address, facts);
                mayWait = questions.isSettled(address);
            }
            if (!news.isEmpty() && !(mayWait && questions.areFewOnTheirWay(now))) {
                newsDue = now;
            }
        } finally {
            lock.unlock();
        }
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
            questions.hurryAll(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }
}
