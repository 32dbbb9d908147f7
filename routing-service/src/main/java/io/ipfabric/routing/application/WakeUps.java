package io.ipfabric.routing.application;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * When to look for what is due. By this machine's own passing of time, of what the database's clock says is left; what this process does not
 * know (another replica decided it, or its transaction took longer than the wait) is found by the look that comes in any case.
 */
@ApplicationScoped
public class WakeUps {

    /** Without a reason. */
    static final Duration AT_THE_LATEST = Duration.ofSeconds(1);

    private long next = System.nanoTime();

    /** Something is due then. */
    synchronized void expect(Duration in) {
        long at = System.nanoTime() + Math.max(0, in.toNanos());
        if (at - next < 0) {
            next = at;
        }
    }

    /** Whether it is time; if so, the next time is the latest until something else is expected. */
    public synchronized boolean isTime() {
        long now = System.nanoTime();
        if (now - next < 0) {
            return false;
        }
        next = now + AT_THE_LATEST.toNanos();
        return true;
    }
}
