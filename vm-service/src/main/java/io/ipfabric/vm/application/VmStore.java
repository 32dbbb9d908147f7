package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.domain.LifeEvent;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Present;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Where VMs are kept. Every method acts within the session's transaction. */
public interface VmStore {

    /** The VM, locked until the transaction ends. An absent one cannot be locked: {@link #insert} tells who came first. */
    Uni<VmState> lock(Mutiny.Session session, VmId vm);

    Uni<VmState> find(Mutiny.Session session, VmId vm);

    /** At most {@code limit} VMs in the order of their ids, beginning after the filter's cursor. */
    Uni<List<Present>> list(Mutiny.Session session, VmFilter filter, int limit);

    /** What a creation depends on, in one round trip: a name is free if no other VM of the cluster has it or its interface's name. */
    Uni<Surroundings> surroundings(Mutiny.Session session, VmRequest request);

    /**
     * False, and nothing is stored, if the id or the name was taken meanwhile.
     *
     * @param told is written to the VM's log, here and in the following methods without a round trip of its own
     */
    Uni<Boolean> insert(Mutiny.Session session, Present vm, List<LifeEvent> told);

    /** Of a locked VM. */
    Uni<Void> update(Mutiny.Session session, Present vm, List<LifeEvent> told);

    /** Of a locked VM that stays as it is. */
    Uni<Void> tell(Mutiny.Session session, VmId vm, LifeEvent told);

    /**
     * Notes what the present placement of a locked VM has come to.
     *
     * @return what it had not come to before, and how long after it was asked for
     */
    Uni<Map<Milestone, Duration>> reached(Mutiny.Session session, VmId vm, Set<Milestone> milestones);

    /** Of a locked VM. The generation in which it ended is remembered: {@link #lock} finds it. */
    Uni<Void> remove(Mutiny.Session session, VmId vm, List<LifeEvent> told);
}
