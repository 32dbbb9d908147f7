package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One VM's interface and addresses on one node, whole: what the node should carry, whatever it was told before.
 *
 * @param node the node that carries it
 * @param vm the VM, by its producer's id
 * @param name the VM's name, which its interface is named after
 * @param generation the generation of the VM's placement
 * @param epoch the fence: a node refuses a lower one than it knows
 * @param iface the VM's interface on the node
 * @param gateways what is set on the node's end of the interface
 * @param addresses the VM's addresses; routes are carried for these and no others
 * @param forwarding the next hop of the addresses' routes
 * @param announcement the class of the addresses' routes
 * @param armed permission to forward otherwise on local evidence; absent: none
 */
public record Endpoint(
        NodeName node,
        VmId vm,
        VmName name,
        Generation generation,
        Epoch epoch,
        @JsonProperty("interface") VmInterface iface,
        Gateways gateways,
        List<EndpointAddress> addresses,
        Forwarding forwarding,
        Announcement announcement,
        @Nullable Armed armed) {

    public Endpoint {
        Fields.required(node, "node");
        Fields.required(vm, "vm");
        Fields.required(name, "name");
        Fields.required(generation, "generation");
        Fields.required(epoch, "epoch");
        Fields.required(iface, "interface");
        Fields.required(gateways, "gateways");
        addresses = Fields.distinct(addresses, EndpointAddress::address, "addresses", VmEvent.ADDRESSES_MAX);
        Fields.required(forwarding, "forwarding");
        Fields.required(announcement, "announcement");
        if (forwarding instanceof Forwarding.Via via && via.node().equals(node)) {
            throw new InvalidFieldException("forwarding", "goes to the node itself: a loop");
        }
        if (forwarding instanceof Forwarding.None && !(announcement instanceof Announcement.Silent)) {
            throw new InvalidFieldException("announcement", "is not SILENT although nothing is forwarded");
        }
        if (armed != null) {
            armed.requireFits(node, forwarding);
        }
    }

    /**
     * Permission, given in advance, to change the forwarding on local evidence; the announcement stays.
     *
     * @param on the evidence
     * @param then the forwarding once it was seen
     */
    public record Armed(Evidence on, Forwarding then) {
        public Armed {
            Fields.required(on, "armed.on");
            Fields.required(then, "armed.then");
        }

        private void requireFits(NodeName node, Forwarding before) {
            boolean fits =
                    switch (on) {
                        case GUEST_ARRIVED -> before instanceof Forwarding.Via && then instanceof Forwarding.Local;
                        case GUEST_LEFT ->
                            before instanceof Forwarding.Local
                                    && then instanceof Forwarding.Via(var other)
                                    && !other.equals(node);
                    };
            if (!fits) {
                throw new InvalidFieldException(
                        "armed",
                        "is from VIA to LOCAL on GUEST_ARRIVED, and from LOCAL to VIA another node on GUEST_LEFT");
            }
        }
    }

    /** What a node sees of a guest by itself. */
    public enum Evidence {
        /** A frame with the guest's MAC address came in on the VM's interface. It is seen once and holds from then on. */
        GUEST_ARRIVED,
        /** The VM's interface is gone or has no carrier. It holds as long as that is so. */
        GUEST_LEFT
    }

    /**
     * An address that the endpoint's routes are for.
     *
     * @param address the address itself
     * @param sequence the number of the address's allocation: of two VMs with one address a node keeps the higher
     */
    public record EndpointAddress(Address address, SequenceNumber sequence) {
        public EndpointAddress {
            Fields.required(address, "address");
            Fields.required(sequence, "sequence");
        }
    }
}
