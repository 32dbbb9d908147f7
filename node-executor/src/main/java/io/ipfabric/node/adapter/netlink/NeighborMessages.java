package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelNeighbor;
import java.util.Optional;

/** struct ndmsg and its attributes; of the entries that the kernel has, only permanent ones. */
final class NeighborMessages {

    private NeighborMessages() {}

    static void put(RequestBatch batch, KernelNeighbor neighbor) {
        batch.begin(Rtnetlink.RTM_NEWNEIGH, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE);
        header(batch, familyOf(neighbor.address()), neighbor.linkIndex(), Rtnetlink.NUD_PERMANENT, 0);
        batch.attribute(Rtnetlink.NDA_DST, neighbor.address().bytes())
                .attribute(Rtnetlink.NDA_LLADDR, neighbor.mac().bytes());
    }

    static void delete(RequestBatch batch, Address address, int linkIndex) {
        batch.begin(Rtnetlink.RTM_DELNEIGH, Netlink.NLM_F_ACK);
        header(batch, familyOf(address), linkIndex, Rtnetlink.NUD_NONE, 0);
        batch.attribute(Rtnetlink.NDA_DST, address.bytes());
    }

    /** NTF_USE: as if a packet had been sent there. */
    static void resolve(RequestBatch batch, Address address, int linkIndex) {
        batch.begin(Rtnetlink.RTM_NEWNEIGH, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE);
        header(batch, familyOf(address), linkIndex, Rtnetlink.NUD_NONE, Rtnetlink.NTF_USE);
        batch.attribute(Rtnetlink.NDA_DST, address.bytes());
    }

    static void get(RequestBatch batch, Address address, int linkIndex) {
        batch.begin(Rtnetlink.RTM_GETNEIGH, 0);
        header(batch, familyOf(address), linkIndex, Rtnetlink.NUD_NONE, 0);
        batch.attribute(Rtnetlink.NDA_DST, address.bytes());
    }

    /** The kernel gives one only where it may be used (NUD_VALID). */
    static Optional<MacAddress> decodeMac(NetlinkMessage message) {
        return message.attributes(Rtnetlink.NDMSG_BYTES)
                .find(Rtnetlink.NDA_LLADDR)
                .flatMap(LinkMessages::mac);
    }

    static void dump(RequestBatch batch) {
        batch.begin(Rtnetlink.RTM_GETNEIGH, Netlink.NLM_F_DUMP);
        header(batch, Rtnetlink.AF_UNSPEC, 0, Rtnetlink.NUD_NONE, 0);
    }

    static Optional<KernelNeighbor> decode(NetlinkMessage message) {
        var header = message.header(Rtnetlink.NDMSG_BYTES);
        int index = header.getInt(4);
        if ((header.getShort(8) & Rtnetlink.NUD_PERMANENT) == 0) {
            return Optional.empty();
        }
        var attributes = message.attributes(Rtnetlink.NDMSG_BYTES);
        return Addresses.family(header.get(0))
                .flatMap(
                        family -> attributes.find(Rtnetlink.NDA_DST).flatMap(value -> Addresses.address(value, family)))
                .flatMap(address -> attributes
                        .find(Rtnetlink.NDA_LLADDR)
                        .flatMap(LinkMessages::mac)
                        .map(mac -> new KernelNeighbor(address, index, mac)));
    }

    private static int familyOf(Address address) {
        return Addresses.familyNumber(address.family());
    }

    private static void header(RequestBatch batch, int family, int index, int state, int flags) {
        batch.int8(family)
                .int8(0)
                .int16(0)
                .int32(index)
                .int16(state)
                .int8(flags)
                .int8(0); // type
    }
}
