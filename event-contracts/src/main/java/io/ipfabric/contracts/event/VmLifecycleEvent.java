package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code vm-lifecycle}: what hypervisor managers say. The VM's id is the CloudEvents subject, not a field of the data. No order is
 * promised between records here: {@code sequence} orders those of one source where it is given.
 */
public sealed interface VmLifecycleEvent extends FabricEvent {

    int REASON_LENGTH_MAX = 1024;

    /** The CloudEvents subject. */
    VmId vm();

    @Override
    @JsonIgnore
    default String partitionKey() {
        return vm().value();
    }

    /**
     * The VM exists, and runs on its node unless {@code running} says otherwise.
     *
     * @param vm the VM's id: the CloudEvents subject, no field of the data
     * @param name the VM's name, unique in its cluster
     * @param cluster the cluster that it lives in
     * @param node the node that it is placed on
     * @param families the wanted address families; absent: both
     * @param addresses the wanted addresses; absent: allocated from the cluster's pools
     * @param iface the wanted interface; absent: the hypervisor makes it and the agent adopts it
     * @param running whether it runs on its node already; absent: it does
     */
    record Created(
            VmId vm,
            VmName name,
            ClusterName cluster,
            NodeName node,
            List<AddressFamily> families,
            List<Address> addresses,
            @JsonProperty("interface") @Nullable InterfaceRequest iface,
            @Nullable Boolean running)
            implements VmLifecycleEvent {

        public Created {
            Fields.required(name, "name");
            Fields.required(cluster, "cluster");
            Fields.required(node, "node");
            families = Fields.distinct(families, Function.identity(), "families", AddressFamily.values().length);
            addresses = Fields.distinct(addresses, Function.identity(), "addresses", VmEvent.ADDRESSES_MAX);
        }
    }

    /**
     * The VM runs on this node.
     *
     * @param vm the VM's id: the CloudEvents subject, no field of the data
     * @param node the node that it runs on
     * @param replaces the generation that this start supersedes although it was not said to have stopped
     */
    record Started(VmId vm, NodeName node, @Nullable Generation replaces) implements VmLifecycleEvent {
        public Started {
            Fields.required(node, "node");
        }
    }

    /**
     * The VM runs on this node no longer; it keeps its addresses.
     *
     * @param vm the VM's id: the CloudEvents subject, no field of the data
     * @param node the node that it ran on
     */
    record Stopped(VmId vm, NodeName node) implements VmLifecycleEvent {
        public Stopped {
            Fields.required(node, "node");
        }
    }

    /**
     * A live migration begins: the target is to be made ready.
     *
     * @param vm the VM's id: the CloudEvents subject, no field of the data
     * @param source the node that it runs on
     * @param target the node that it moves to
     * @param cutover how the routes move; absent: as the cluster has it
     * @param strictTimeout what happens if the source of a STRICT migration is not proved to be withdrawn in time; absent: as the cluster has it
     */
    record MigrationStarted(
            VmId vm,
            NodeName source,
            NodeName target,
            @Nullable CutoverPolicy cutover,
            @Nullable StrictTimeout strictTimeout)
            implements VmLifecycleEvent {
        public MigrationStarted {
            Fields.required(source, "source");
            Fields.required(target, "target");
        }
    }

    /**
     * The guest runs on the target now.
     *
     * @param vm the VM's id: the CloudEvents subject, no field of the data
     * @param target the node that it runs on now
     */
    record MigrationSwitched(VmId vm, NodeName target) implements VmLifecycleEvent {
        public MigrationSwitched {
            Fields.required(target, "target");
        }
    }

    /**
     * The guest stays on the source.
     *
     * @param vm the VM's id: the CloudEvents subject, no field of the data
     * @param target the node that it did not move to
     * @param reason why, for a person; at most 1024 characters
     */
    record MigrationFailed(
            VmId vm, NodeName target, @Nullable String reason) implements VmLifecycleEvent {
        public MigrationFailed {
            Fields.required(target, "target");
            Fields.printable(reason, "reason", REASON_LENGTH_MAX);
        }
    }

    /**
     * The VM is gone; its addresses are released once its routes are gone.
     *
     * @param vm the VM's id: the CloudEvents subject, no field of the data
     * @param node where it was; absent: wherever it is
     */
    record Deleted(VmId vm, @Nullable NodeName node) implements VmLifecycleEvent {}
}
