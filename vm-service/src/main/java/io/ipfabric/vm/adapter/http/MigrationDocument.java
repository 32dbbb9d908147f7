package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.domain.Migration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A migration as the API shows it.
 *
 * @param strictTimeout what it does, if it is STRICT, when the source's withdrawal is not proved in time
 * @param generation of the placement on the target; events name the migration by it
 * @param times when it came to each phase
 * @param detail why it was given up, or what it waits for although the time is over
 */
record MigrationDocument(
        UUID id,
        MigrationPhase phase,
        NodeName source,
        NodeName target,
        CutoverPolicy cutover,
        StrictTimeout strictTimeout,
        Generation generation,
        ProofDocument proof,
        SortedMap<MigrationPhase, Instant> times,
        @Nullable String detail) {

    /**
     * @param proved whether nodes and reflectors were seen to have done every step up to this phase; false: a deadline stood for some evidence;
     *     absent: routing-service has not spoken of this phase yet
     */
    record ProofDocument(@Nullable Boolean proved) {}

    static MigrationDocument of(Migration migration) {
        var progress = migration.progress();
        return new MigrationDocument(
                migration.id(),
                progress.phase(),
                migration.source(),
                migration.target(),
                migration.cutover(),
                migration.strictTimeout(),
                migration.generation(),
                new ProofDocument(progress.proved()),
                progress.times(),
                progress.detail());
    }
}
