package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.vm.domain.Decision;
import io.ipfabric.vm.domain.VmState;
import java.util.Optional;

/** What became of an input, and the VM as it is now. */
public record Outcome(VmState state, Decision decision) {

    /** Why it was refused. */
    public Optional<Problem> problem() {
        return decision instanceof Decision.Refusal(var problem) ? Optional.of(problem) : Optional.empty();
    }
}
