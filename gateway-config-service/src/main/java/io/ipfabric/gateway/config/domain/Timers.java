package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.InvalidFieldException;
import java.time.Duration;

/**
 * The timers of every BGP session of a cluster (RFC 4271, section 10), in whole seconds as the protocol carries them.
 *
 * @param keepalive 1 s or more
 * @param hold 3 s or more, at least three keepalives, so that two lost ones end no session
 */
public record Timers(Duration keepalive, Duration hold) {

    private static final Duration HOLD_MIN = Duration.ofSeconds(3);
    private static final Duration HOLD_MAX = Duration.ofSeconds(65_535);

    /** Also what the measured failure times stand for. Behind the limits, because it is checked against them. */
    public static final Timers DEFAULT = new Timers(Duration.ofSeconds(1), Duration.ofSeconds(3));

    public Timers {
        wholeSeconds(keepalive, "keepalive");
        wholeSeconds(hold, "hold");
        if (keepalive.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new InvalidFieldException("keepalive", "is 1 s or more, not " + keepalive);
        }
        if (hold.compareTo(HOLD_MIN) < 0 || hold.compareTo(HOLD_MAX) > 0) {
            throw new InvalidFieldException("hold", "is 3 s to 65535 s, not " + hold);
        }
        if (keepalive.multipliedBy(3).compareTo(hold) > 0) {
            throw new InvalidFieldException("hold", "is at least three times keepalive, not " + hold);
        }
    }

    private static void wholeSeconds(Duration value, String field) {
        if (!value.equals(Duration.ofSeconds(value.toSeconds())) || value.compareTo(HOLD_MAX) > 0) {
            throw new InvalidFieldException(field, "is whole seconds up to 65535, not " + value);
        }
    }
}
