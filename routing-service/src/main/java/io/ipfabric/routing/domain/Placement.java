package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;

/** Where vm-service says that a VM is. */
public record Placement(
        VmName name, ClusterName cluster, NodeName node, Generation generation, VmInterface iface, boolean running) {

    Placement startedOn(NodeName started, Generation at) {
        return new Placement(name, cluster, started, at, iface, true);
    }

    Placement stopped() {
        return new Placement(name, cluster, node, generation, iface, false);
    }
}
