package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.vm.domain.VmInput.MigrationProgressed;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a migration is. Phases only go forward; a migration that was given up comes back only on the evidence that the guest arrived
 * all the same, see {@link #arrived}.
 *
 * @param proved what routing-service said of the evidence up to this phase; absent: it said nothing yet
 * @param detail why it was given up, or what it waits for; absent: all is well
 * @param times when it came to each phase: by this service's clock for what was decided here, else by routing-service's
 */
public record Progress(
        MigrationPhase phase,
        @Nullable Boolean proved,
        @Nullable String detail,
        SortedMap<MigrationPhase, Instant> times) {

    public Progress {
        times = Collections.unmodifiableSortedMap(new TreeMap<>(times));
    }

    static Progress begun(MigrationPhase phase, Instant now) {
        return new Progress(phase, null, null, new TreeMap<>()).to(phase, null, now);
    }

    /** Decided here: nobody proved it yet. */
    Progress to(MigrationPhase next, @Nullable String why, Instant now) {
        return new Progress(next, null, why, timesWith(next, now));
    }

    /** The same, if the fact says nothing new. */
    Progress after(MigrationProgressed fact) {
        if (isGivenUp(phase) && isGivenUp(fact.phase())) {
            return new Progress(phase, fact.proved(), detail == null ? fact.detail() : detail, times);
        }
        return phase == fact.phase() || mayBecome(fact.phase()) ? arrived(fact) : this;
    }

    /** Whatever was decided before: this is evidence. */
    Progress arrived(MigrationProgressed fact) {
        return new Progress(fact.phase(), fact.proved(), fact.detail(), timesWith(fact.phase(), fact.at()));
    }

    private boolean mayBecome(MigrationPhase next) {
        return isGivenUp(next) ? phase.isBeforeSwitch() : !phase.isFinal() && next.compareTo(phase) > 0;
    }

    /** The first time counts: what is told again did not happen again. */
    private SortedMap<MigrationPhase, Instant> timesWith(MigrationPhase next, Instant at) {
        var all = new TreeMap<>(times);
        all.putIfAbsent(next, at);
        return all;
    }

    static boolean isGivenUp(MigrationPhase phase) {
        return phase == MigrationPhase.CANCELLED || phase == MigrationPhase.FAILED;
    }
}
