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
     * @param families wanted address families; absent: both
     * @param addresses wanted addresses; absent: allocated from the cluster's pools
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

    /** @param replaces the generation that this start supersedes although it was not said to have stopped */
    record Started(VmId vm, NodeName node, @Nullable Generation replaces) implements VmLifecycleEvent {
        public Started {
            Fields.required(node, "node");
        }
    }

    record Stopped(VmId vm, NodeName node) implements VmLifecycleEvent {
        public Stopped {
            Fields.required(node, "node");
        }
    }

    record MigrationStarted(
            VmId vm,
            NodeName source,
            NodeName target,
            @Nullable CutoverPolicy cutover) implements VmLifecycleEvent {
        public MigrationStarted {
            Fields.required(source, "source");
            Fields.required(target, "target");
        }
    }

    record MigrationSwitched(VmId vm, NodeName target) implements VmLifecycleEvent {
        public MigrationSwitched {
            Fields.required(target, "target");
        }
    }

    record MigrationFailed(
            VmId vm, NodeName target, @Nullable String reason) implements VmLifecycleEvent {
        public MigrationFailed {
            Fields.required(target, "target");
            Fields.printable(reason, "reason", REASON_LENGTH_MAX);
        }
    }

    /** @param node where it was; absent: wherever it is */
    record Deleted(VmId vm, @Nullable NodeName node) implements VmLifecycleEvent {}
}
