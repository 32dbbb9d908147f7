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

/** Topic {@code vm-events}: canonical facts of a VM's life, in order for each VM. */
public sealed interface VmEvent extends FabricEvent {

    int ADDRESSES_MAX = 16;

    VmId vm();

    @Override
    @JsonIgnore
    default String partitionKey() {
        return vm().value();
    }

    /**
     * A VM was accepted. It needs addresses now; it needs its routes when {@code running}.
     *
     * @param vm the VM, by its producer's id
     * @param name the VM's name, unique in its cluster
     * @param cluster the cluster that it lives in
     * @param node the node that it is placed on
     * @param generation the generation of this placement
     * @param families the families for which an address is wanted, beside {@code addresses}; never empty together with them
     * @param addresses the addresses that were asked for by name
     * @param iface the VM's interface on its node
     * @param running whether it runs on {@code node} already
     */
    record VmCreated(
            VmId vm,
            VmName name,
            ClusterName cluster,
            NodeName node,
            Generation generation,
            List<AddressFamily> families,
            List<Address> addresses,
            @JsonProperty("interface") VmInterface iface,
            boolean running)
            implements VmEvent {

        public VmCreated {
            Fields.required(vm, "vm");
            Fields.required(name, "name");
            Fields.required(cluster, "cluster");
            Fields.required(node, "node");
            Fields.required(generation, "generation");
            Fields.required(iface, "interface");
            families = Fields.distinct(families, Function.identity(), "families", AddressFamily.values().length);
            addresses = Fields.distinct(addresses, Function.identity(), "addresses", ADDRESSES_MAX);
            if (families.isEmpty() && addresses.isEmpty()) {
                throw new InvalidFieldException("families", "is empty although no address is named either");
            }
        }
    }

    /**
     * It runs on {@code node}; a higher generation than before means that it was placed anew.
     *
     * @param vm the VM, by its producer's id
     * @param node the node that it runs on
     * @param generation the generation of this placement
     */
    record VmStarted(VmId vm, NodeName node, Generation generation) implements VmEvent {
        public VmStarted {
            Fields.required(vm, "vm");
            Fields.required(node, "node");
            Fields.required(generation, "generation");
        }
    }

    /**
     * It runs nowhere; it keeps its addresses.
     *
     * @param vm the VM, by its producer's id
     * @param node the node that it ran on
     * @param generation the generation of that placement
     */
    record VmStopped(VmId vm, NodeName node, Generation generation) implements VmEvent {
        public VmStopped {
            Fields.required(vm, "vm");
            Fields.required(node, "node");
            Fields.required(generation, "generation");
        }
    }

    /**
     * A live migration began: the target is to be made ready. The VM runs on {@code source} until {@link VmMigrationSwitched}.
     *
     * @param vm the VM, by its producer's id
     * @param source the node that it runs on
     * @param target the node that it moves to
     * @param generation the generation that the placement on {@code target} will have: it names the migration
     * @param cutover how the routes move
     * @param strictTimeout what happens if the source of a STRICT one is not proved to be withdrawn in time; absent: HOLD
     */
    record VmMigrationStarted(
            VmId vm,
            NodeName source,
            NodeName target,
            Generation generation,
            CutoverPolicy cutover,
            @Nullable StrictTimeout strictTimeout)
            implements VmEvent {
        public VmMigrationStarted {
            Fields.required(vm, "vm");
            Fields.required(source, "source");
            Fields.required(target, "target");
            Fields.required(generation, "generation");
            Fields.required(cutover, "cutover");
            if (source.equals(target)) {
                throw new InvalidFieldException("target", "is the source");
            }
        }
    }

    /**
     * Its producer says that the guest runs on {@code target} now. There may have been no {@link VmMigrationStarted}: a producer may only tell
     * afterwards. Where a node saw the guest arrive first, the record says nothing new.
     *
     * @param vm the VM, by its producer's id
     * @param target the node that it runs on
     * @param generation the generation of the placement on {@code target}
     * @param cutover how the routes move
     * @param strictTimeout what happens if the source of a STRICT one is not proved to be withdrawn in time; absent: HOLD
     */
    record VmMigrationSwitched(
            VmId vm,
            NodeName target,
            Generation generation,
            CutoverPolicy cutover,
            @Nullable StrictTimeout strictTimeout)
            implements VmEvent {
        public VmMigrationSwitched {
            Fields.required(vm, "vm");
            Fields.required(target, "target");
            Fields.required(generation, "generation");
            Fields.required(cutover, "cutover");
        }
    }

    /**
     * A migration that did not switch is given up: the guest stays where it is, the target is cleaned. A node may have seen the guest arrive
     * before this was heard; then the migration goes on.
     *
     * @param vm the VM, by its producer's id
     * @param generation the generation that the placement on the target would have had
     */
    record VmMigrationCancelled(VmId vm, Generation generation) implements VmEvent {
        public VmMigrationCancelled {
            Fields.required(vm, "vm");
            Fields.required(generation, "generation");
        }
    }

    /**
     * An operator's word stands for what a migration waits to be proved of the nodes where the guest was. The guest has switched.
     *
     * @param vm the VM, by its producer's id
     * @param generation the generation of the placement on the target: it names the migration
     * @param force why, and who says so
     */
    record VmMigrationForced(VmId vm, Generation generation, Force force) implements VmEvent {
        public VmMigrationForced {
            Fields.required(vm, "vm");
            Fields.required(generation, "generation");
            Fields.required(force, "force");
        }
    }

    /**
     * It is gone, or was refused after all: its routes go, then its addresses.
     *
     * @param vm the VM, by its producer's id
     * @param generation the generation of its last placement
     */
    record VmDeleted(VmId vm, Generation generation) implements VmEvent {
        public VmDeleted {
            Fields.required(vm, "vm");
            Fields.required(generation, "generation");
        }
    }
}
