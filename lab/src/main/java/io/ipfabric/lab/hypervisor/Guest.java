package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.plan.LabPlan;
import java.util.List;
import java.util.Optional;

/**
 * A VM that should run.
 *
 * @param node where it is placed
 * @param addresses known so far: it is attached before it has any
 * @param move what is to be done beside, while a migration is open
 */
record Guest(VmName name, NodeName node, VmInterface iface, List<Address> addresses, Optional<Move> move) {

    Guest {
        addresses = List.copyOf(addresses);
    }

    /** An open migration. */
    record Move(NodeName target, Order order) {}

    /** How far it may go. */
    enum Order {
        /** Make the target's side ready. */
        PREPARE,
        /** Go there, at a time that suits. */
        GO,
        /** Its producer gave it up, and nobody has decided yet whether that was in time: who has gone stays, who has not does not go. */
        STAY
    }

    String namespace() {
        return LabPlan.GUEST_PREFIX + name;
    }

    static String namespaceOf(NodeName node) {
        return LabPlan.PREFIX + node;
    }

    Optional<NodeName> target() {
        return move.map(Move::target);
    }

    /** Whether the same machine: it keeps its namespace wherever it runs. */
    boolean isSameMachineAs(Guest other) {
        return name.equals(other.name) && iface.equals(other.iface);
    }
}
