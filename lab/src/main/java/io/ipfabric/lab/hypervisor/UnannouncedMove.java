package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import java.util.List;
import java.util.Optional;

/** Moves a guest that runs, and tells nobody: as a hypervisor manager does that speaks of a move when it is over. The hypervisor finds it where it is by then. */
public final class UnannouncedMove {

    private final GuestNetwork network = new GuestNetwork();
    private final MoveLog moves;
    private final NodeName source;
    private final NodeName target;
    private final Guest guest;

    /** @param addresses of the guest */
    public UnannouncedMove(
            VmName vm, VmInterface iface, List<Address> addresses, NodeName source, NodeName target, MoveLog moves) {
        this.source = source;
        this.target = target;
        this.moves = moves;
        guest = new Guest(vm, target, iface, addresses, Optional.empty());
    }

    /** Makes the interface on the target, which its agent knows nothing of yet. */
    public void prepare() {
        network.prepare(guest, target);
        network.rehearse(guest);
    }

    /** @param afterwards is done as soon as the guest runs on the target */
    public void carryOut(Runnable afterwards) {
        moves.append(network.swap(guest, source, target, afterwards));
    }
}
