package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import java.time.Instant;

/**
 * A live migration, from its beginning to its end. Before the switch the VM is placed on the source, after it on the target.
 *
 * @param generation of the placement on the target
 * @param strictTimeout what it does, if it is STRICT, when the source is not proved silent in time. One that was stored without it holds
 * @param phase that everybody was told last
 * @param since when it came to the phase
 * @param proved whether no deadline stood for evidence so far
 * @param alarmed whether it was told that it waits in this phase for longer than it should
 */
public record Move(
        NodeName target,
        Generation generation,
        CutoverPolicy cutover,
        StrictTimeout strictTimeout,
        MigrationPhase phase,
        Instant since,
        boolean proved,
        boolean alarmed) {

    public Move {
        strictTimeout = StrictTimeout.orHold(strictTimeout);
    }

    static Move begun(RoutingInput.Moving by, Instant now) {
        return new Move(
                by.target(),
                by.generation(),
                by.cutover(),
                by.strictTimeout(),
                MigrationPhase.PREPARING,
                now,
                true,
                false);
    }

    Move in(MigrationPhase next, boolean stillProved, Instant now) {
        return new Move(target, generation, cutover, strictTimeout, next, now, proved && stillProved, false);
    }

    Move asAlarmed() {
        return new Move(target, generation, cutover, strictTimeout, phase, since, proved, true);
    }

    boolean isOpen() {
        return phase.isBeforeSwitch();
    }
}
