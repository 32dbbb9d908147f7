package io.ipfabric.vm.application;

import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmStatus;
import java.util.EnumSet;
import java.util.Set;

/** What whoever asked for a VM to run waits for. */
public enum Milestone {
    /** Its node was observed to announce every address. */
    ANNOUNCED,
    /** The reflectors were observed to hold every address. */
    CONFIRMED;

    /**
     * What the VM's present placement has come to. None if a migration placed it there: then the routes were there before the guest was,
     * and a migration's phases tell its times.
     */
    static Set<Milestone> of(Present vm) {
        var reached = EnumSet.noneOf(Milestone.class);
        if (!(vm instanceof Started)
                || vm.migrations().of(vm.placement().generation()).isPresent()) {
            return reached;
        }
        if (vm.status() == VmStatus.RUNNING) {
            reached.add(ANNOUNCED);
        }
        if (vm.isSettled()) {
            reached.add(CONFIRMED);
        }
        return reached;
    }
}
