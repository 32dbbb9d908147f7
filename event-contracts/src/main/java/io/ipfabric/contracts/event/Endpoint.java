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
        Announcement announcement) {

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
