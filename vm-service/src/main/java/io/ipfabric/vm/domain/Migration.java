package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import java.util.UUID;

/**
 * A live migration, as it was asked for and as far as it is known.
 *
 * @param generation of the placement on the target: it names the migration on every topic
 * @param source where the VM was placed when it began
 * @param cutover how its routes move
 * @param strictTimeout what it does, if it is STRICT, when the source's withdrawal is not proved in time. One that was stored without it holds
 */
public record Migration(
        UUID id,
        Generation generation,
        NodeName source,
        NodeName target,
        CutoverPolicy cutover,
        StrictTimeout strictTimeout,
        Progress progress) {

    public Migration {
        strictTimeout = StrictTimeout.orHold(strictTimeout);
    }

    public MigrationPhase phase() {
        return progress.phase();
    }

    /** Cancelled or failed: the guest stays where it was, unless it is seen to have arrived. */
    public boolean isGivenUp() {
        return Progress.isGivenUp(phase());
    }

    /** Whether the guest runs on the target, or ran there. */
    public boolean isSwitched() {
        return !phase().isBeforeSwitch() && !isGivenUp();
    }

    /** Whether the guest runs on the target and the source's routes were not yet seen to be gone. */
    boolean isMovingRoutes() {
        return phase() == MigrationPhase.SWITCHED || phase() == MigrationPhase.CONVERGING;
    }

    /** Whether routing-service said that the routes wait for longer than they should for a proof of where the guest was. */
    boolean isOverdueAfterSwitch() {
        return isSwitched() && !phase().isFinal() && progress.detail() != null;
    }

    Migration at(Progress next) {
        return new Migration(id, generation, source, target, cutover, strictTimeout, next);
    }

    Migration from(NodeName actual) {
        return new Migration(id, generation, actual, target, cutover, strictTimeout, progress);
    }
}
