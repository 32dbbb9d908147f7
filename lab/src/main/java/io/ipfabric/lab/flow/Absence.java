package io.ipfabric.lab.flow;

import java.time.Duration;
import java.time.Instant;

/**
 * When a guest runs nowhere: from its detachment on the source to its attachment on the target. What is sent to it meanwhile is nobody's
 * loss.
 *
 * @param detached before the first command that detaches it
 * @param attached after the last that attaches it
 */
public record Absence(Instant detached, Instant attached) {

    public Absence {
        if (attached.isBefore(detached)) {
            throw new IllegalArgumentException(
                    "a guest is attached at " + attached + ", before it is detached at " + detached);
        }
    }

    public Duration length() {
        return Duration.between(detached, attached);
    }

    /** Whether a packet of that time may be lost. */
    boolean excuses(Instant sent, Duration tolerance) {
        return !sent.isBefore(detached) && !sent.isAfter(attached.plus(tolerance));
    }
}
