package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;

/**
 * Where vm-service says that a VM is.
 *
 * @param life the generation in which the VM was created: an earlier one of the same id has a lower one
 */
public record Placement(
        VmName name,
        ClusterName cluster,
        Generation life,
        NodeName node,
        Generation generation,
        VmInterface iface,
        boolean running) {

    /** As it was created. */
    public static Placement first(
            VmName name,
            ClusterName cluster,
            NodeName node,
            Generation generation,
            VmInterface iface,
            boolean running) {
        return new Placement(name, cluster, generation, node, generation, iface, running);
    }

    Placement startedOn(NodeName started, Generation at) {
        return new Placement(name, cluster, life, started, at, iface, true);
    }

    Placement stopped() {
        return new Placement(name, cluster, life, node, generation, iface, false);
    }
}
