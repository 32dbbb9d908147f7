package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic {@code route-events}: facts about the routes of a VM, from evidence. */
public sealed interface RouteEvent extends FabricEvent {

    VmId vm();

    Address address();

    SequenceNumber sequence();

    @Override
    @JsonIgnore
    default String partitionKey() {
        return vm().value();
    }

    /**
     * The node's FRR advertises it: kernel, zebra and bgpd said so.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node the node that announces
     * @param epoch the intent that the node obeyed
     * @param at when the decider had the evidence
     */
    record RouteAnnounced(VmId vm, Address address, SequenceNumber sequence, NodeName node, Epoch epoch, Instant at)
            implements RouteEvent {
        public RouteAnnounced {
            checked(vm, address, sequence, at);
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
        }
    }

    /**
     * These reflectors hold it.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node the node whose path they hold
     * @param epoch the intent that the node obeyed
     * @param reflectors who holds it
     * @param at when the decider had the evidence
     */
    record RouteConfirmed(
            VmId vm,
            Address address,
            SequenceNumber sequence,
            NodeName node,
            Epoch epoch,
            List<RouterName> reflectors,
            Instant at)
            implements RouteEvent {
        public RouteConfirmed {
            checked(vm, address, sequence, at);
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
            reflectors = Fields.list(reflectors, "reflectors", 64);
        }
    }

    /**
     * No node carries it any more.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node where it was last; absent if it was nowhere
     * @param epoch the epoch of the withdrawal; absent if no intent was ever given
     * @param neverAnnounced whether no node was ever told to announce it
     * @param ended whether no announcement of this allocation follows: the VM is deleted, the address may be released; false: the VM only stopped
     * @param at when the decider had the evidence
     */
    record RouteWithdrawn(
            VmId vm,
            Address address,
            SequenceNumber sequence,
            @Nullable NodeName node,
            @Nullable Epoch epoch,
            boolean neverAnnounced,
            boolean ended,
            Instant at)
            implements RouteEvent {
        public RouteWithdrawn {
            checked(vm, address, sequence, at);
        }
    }

    /**
     * It was announced and is not what it should be any more; the node repairs it.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node the node that should announce it
     * @param epoch the intent that the node does not fulfil
     * @param reason what differs, for a person
     * @param at when the decider had the evidence
     */
    record RouteDrifted(
            VmId vm, Address address, SequenceNumber sequence, NodeName node, Epoch epoch, String reason, Instant at)
            implements RouteEvent {
        public RouteDrifted {
            checked(vm, address, sequence, at);
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
            Fields.required(reason, "reason");
        }
    }

    private static void checked(VmId vm, Address address, SequenceNumber sequence, Instant at) {
        Fields.required(vm, "vm");
        Fields.required(address, "address");
        Fields.required(sequence, "sequence");
        Fields.required(at, "at");
    }
}
