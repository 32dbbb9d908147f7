package io.ipfabric.lab.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what can be observed. */
public final class Poll {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Poll() {}

    /** It did not come true in time. */
    public static final class TimedOutException extends RuntimeException {
        public TimedOutException(String message) {
            super(message);
        }
    }

    /**
     * @param what completes "gave up waiting for …"
     * @throws TimedOutException if it is still false after {@code limit}
     */
    public static void until(String what, Duration limit, BooleanSupplier isTrue) {
        untilPresent(what, limit, () -> isTrue.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** As {@link #until}, for a value that appears. */
    public static <T> T untilPresent(String what, Duration limit, Supplier<Optional<T>> value) {
        var end = Instant.now().plus(limit);
        while (true) {
            var found = value.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for " + what);
            }
            if (Instant.now().isAfter(end)) {
                throw new TimedOutException("gave up waiting for " + what + " after " + limit.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
