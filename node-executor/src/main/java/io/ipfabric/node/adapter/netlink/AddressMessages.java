package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.node.domain.KernelAddress;
import java.util.Optional;

/** struct ifaddrmsg and its attributes. */
final class AddressMessages {

    private AddressMessages() {}

    static void add(RequestBatch batch, KernelAddress address) {
        write(batch, Rtnetlink.RTM_NEWADDR, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL, address);
        if (address.address().family() == AddressFamily.IPV6) {
            batch.attribute(Rtnetlink.IFA_FLAGS, Rtnetlink.IFA_F_NODAD);
        }
    }

    static void delete(RequestBatch batch, KernelAddress address) {
        write(batch, Rtnetlink.RTM_DELADDR, Netlink.NLM_F_ACK, address);
    }

    static void dump(RequestBatch batch) {
        batch.begin(Rtnetlink.RTM_GETADDR, Netlink.NLM_F_DUMP);
        header(batch, Rtnetlink.AF_UNSPEC, 0, 0);
    }

    static Optional<KernelAddress> decode(NetlinkMessage message) {
        var header = message.header(Rtnetlink.IFADDRMSG_BYTES);
        int prefixLength = Byte.toUnsignedInt(header.get(1));
        int index = header.getInt(4);
        var attributes = message.attributes(Rtnetlink.IFADDRMSG_BYTES);
        // On a point-to-point link IFA_ADDRESS is the peer's; IPv6 has IFA_LOCAL only there.
        return Addresses.family(header.get(0))
                .filter(family -> prefixLength <= family.bits())
                .flatMap(family -> attributes
                        .find(Rtnetlink.IFA_LOCAL)
                        .or(() -> attributes.find(Rtnetlink.IFA_ADDRESS))
                        .flatMap(value -> Addresses.address(value, family)))
                .map(address -> new KernelAddress(address, prefixLength, index));
    }

    private static void write(RequestBatch batch, int type, int flags, KernelAddress address) {
        int family = Addresses.familyNumber(address.address().family());
        batch.begin(type, flags);
        header(batch, family, address.prefixLength(), address.linkIndex());
        batch.attribute(Rtnetlink.IFA_LOCAL, address.address().bytes())
                .attribute(Rtnetlink.IFA_ADDRESS, address.address().bytes());
    }

    private static void header(RequestBatch batch, int family, int prefixLength, int index) {
        batch.int8(family)
                .int8(prefixLength)
                .int8(0) // flags: in IFA_FLAGS
                .int8(Rtnetlink.RT_SCOPE_UNIVERSE)
                .int32(index);
    }
}
