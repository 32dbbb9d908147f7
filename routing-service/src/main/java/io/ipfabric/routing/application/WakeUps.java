package io.ipfabric.routing.application;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to look for what is due: when a decision expected it, often for a while after that (its transaction may be longer than the wait), and
 * now and then in any case, for what another replica decided. By this machine's own passing of time, of what the database's clock says is left.
 * Thread-safe.
 */
@ApplicationScoped
public class WakeUps {

    static final Duration OFTEN = Duration.ofMillis(50);
    static final Duration WHILE = Duration.ofSeconds(1);
    static final Duration NOW_AND_THEN = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private @Nullable Long expected;
    private long oftenUntil;
    private long lookedAt;

    @Inject
    WakeUps() {
        this(System::nanoTime);
    }

    WakeUps(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        oftenUntil = nanoTime.getAsLong();
        lookedAt = oftenUntil;
    }

    /** Something is due then. */
    synchronized void expect(Duration in) {
        long at = nanoTime.getAsLong() + Math.max(0, in.toNanos());
        if (expected == null || at - expected < 0) {
            expected = at;
        }
    }

    /** Whether it is time to look; who asks looks. */
    public synchronized boolean isTime() {
        long now = nanoTime.getAsLong();
        if (expected != null && now - expected >= 0) {
            expected = null;
            oftenUntil = now + WHILE.toNanos();
            lookedAt = now;
            return true;
        }
        var every = now - oftenUntil < 0 ? OFTEN : NOW_AND_THEN;
        if (now - lookedAt < every.toNanos()) {
            return false;
        }
        lookedAt = now;
        return true;
    }
}
