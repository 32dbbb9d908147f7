package io.ipfabric.node.application;

import java.time.Duration;
import org.jboss.logging.Logger;

/** The one thread that changes anything: takes inputs, works, and deletes links when there is nothing better to do. */
public final class ReconcilerLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(ReconcilerLoop.class);
    /** A loop that has not come round for so long hangs. */
    private static final Duration STALL = Duration.ofSeconds(60);

    private static final Duration PATIENCE_MAX = Duration.ofSeconds(1);
    private static final Duration FAULT_PAUSE = Duration.ofSeconds(1);

    private final Inbox inbox;
    private final Reconciler reconciler;
    private volatile long turnedAt = System.nanoTime();
    private volatile boolean settled;

    public ReconcilerLoop(Inbox inbox, Reconciler reconciler) {
        this.inbox = inbox;
        this.reconciler = reconciler;
    }

    @Override
    public void run() {
        var patience = Duration.ZERO;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                patience = turn(patience);
                turnedAt = System.nanoTime();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration turn(Duration patience) throws InterruptedException {
        var inputs = inbox.take(patience);
        // Whatever came is not done yet.
        settled = false;
        try {
            inputs.forEach(this::tell);
            var next = reconciler.work(System.nanoTime());
            if (inputs.isEmpty() && !reconciler.isBehind()) {
                reconciler.workAside();
            }
            if (reconciler.hasWorkAside()) {
                return Duration.ZERO;
            }
            settled = reconciler.isSettled();
            return next.compareTo(PATIENCE_MAX) < 0 ? next : PATIENCE_MAX;
        } catch (RuntimeException e) {
            // Whatever it is: a fault in one endpoint must not end the node's repair. The audit finds what was left
            // undone.
            LOG.error("the reconciler failed; it goes on", e);
            return FAULT_PAUSE;
        }
    }

    private void tell(AgentInput input) {
        try {
            reconciler.on(input);
        } catch (RuntimeException e) {
            // Whatever it is: those that came with it are told once only, and no audit finds an intent that was not
            // taken.
            LOG.errorf(e, "the reconciler failed at %s; it goes on", input);
        }
    }

    /** Whether it has nothing to do and nothing waits for it. */
    public boolean isIdle() {
        return settled && inbox.isEmpty();
    }

    /** False if the loop hangs. */
    public boolean isTurning() {
        return System.nanoTime() - turnedAt < STALL.toNanos();
    }
}
