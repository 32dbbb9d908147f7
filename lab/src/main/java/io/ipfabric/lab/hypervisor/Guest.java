package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.plan.LabPlan;
import java.util.List;

/**
 * A VM that should run.
 *
 * @param addresses known so far: it is attached before it has any
 */
record Guest(VmName name, NodeName node, VmInterface iface, List<Address> addresses) {

    Guest {
        addresses = List.copyOf(addresses);
    }

    String namespace() {
        return LabPlan.GUEST_PREFIX + name;
    }

    String nodeNamespace() {
        return LabPlan.PREFIX + node;
    }

    /** Whether the same guest on the same node; addresses may differ. */
    boolean isPlacedAs(Guest other) {
        return name.equals(other.name) && node.equals(other.node) && iface.equals(other.iface);
    }
}
