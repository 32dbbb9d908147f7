package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelLink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** struct ifinfomsg and its attributes. Where a link has no index yet, it is named. */
final class LinkMessages {

    /** Alias (ifAlias of RFC 2863) of the links that the agent made: how it knows them again after a restart. */
    static final String OWNER_ALIAS = "ip-fabric";

    private static final int MAC_BYTES = 6;

    private LinkMessages() {}

    /** Down: the kernel refuses to make a veth pair that is up. */
    static void createVeth(RequestBatch batch, InterfaceName name, MacAddress mac, InterfaceName peer) {
        batch.begin(Rtnetlink.RTM_NEWLINK, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL);
        header(batch, 0, 0, 0);
        batch.attribute(Rtnetlink.IFLA_IFNAME, name.value()).attribute(Rtnetlink.IFLA_ADDRESS, mac.bytes());
        int information = batch.nest(Rtnetlink.IFLA_LINKINFO);
        batch.attribute(Rtnetlink.IFLA_INFO_KIND, "veth");
        int data = batch.nest(Rtnetlink.IFLA_INFO_DATA);
        int other = batch.nest(Rtnetlink.VETH_INFO_PEER);
        header(batch, 0, 0, 0);
        batch.attribute(Rtnetlink.IFLA_IFNAME, peer.value());
        batch.unnest(other).unnest(data).unnest(information);
    }

    /** @param mac null leaves it as it is */
    static void set(RequestBatch batch, int index, @Nullable MacAddress mac, boolean up) {
        batch.begin(Rtnetlink.RTM_SETLINK, Netlink.NLM_F_ACK);
        header(batch, index, up ? Rtnetlink.IFF_UP : 0, Rtnetlink.IFF_UP);
        if (mac != null) {
            batch.attribute(Rtnetlink.IFLA_ADDRESS, mac.bytes());
        }
    }

    static void setMac(RequestBatch batch, int index, MacAddress mac) {
        batch.begin(Rtnetlink.RTM_SETLINK, Netlink.NLM_F_ACK);
        header(batch, index, 0, 0);
        batch.attribute(Rtnetlink.IFLA_ADDRESS, mac.bytes());
    }

    static void claim(RequestBatch batch, InterfaceName name, MacAddress mac) {
        batch.begin(Rtnetlink.RTM_SETLINK, Netlink.NLM_F_ACK);
        header(batch, 0, 0, 0);
        batch.attribute(Rtnetlink.IFLA_IFNAME, name.value())
                .attribute(Rtnetlink.IFLA_ADDRESS, mac.bytes())
                .attribute(Rtnetlink.IFLA_IFALIAS, OWNER_ALIAS.getBytes(StandardCharsets.US_ASCII));
    }

    static void addAlternativeName(RequestBatch batch, InterfaceName name, String alternativeName) {
        beginAlternativeName(batch, 0);
        batch.attribute(Rtnetlink.IFLA_IFNAME, name.value());
        alternativeName(batch, alternativeName);
    }

    static void addAlternativeName(RequestBatch batch, int index, String alternativeName) {
        beginAlternativeName(batch, index);
        alternativeName(batch, alternativeName);
    }

    private static void beginAlternativeName(RequestBatch batch, int index) {
        batch.begin(
                Rtnetlink.RTM_NEWLINKPROP,
                Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL | Netlink.NLM_F_APPEND);
        header(batch, index, 0, 0);
    }

    private static void alternativeName(RequestBatch batch, String alternativeName) {
        int properties = batch.nest(Rtnetlink.IFLA_PROP_LIST);
        batch.attribute(Rtnetlink.IFLA_ALT_IFNAME, alternativeName).unnest(properties);
    }

    /** The part of {@code ConfigureGuestLink} that netlink can say; each value is that of the sysctl of the same name. */
    static void configureGuest(RequestBatch batch, int index) {
        batch.begin(Rtnetlink.RTM_SETLINK, Netlink.NLM_F_ACK);
        header(batch, index, 0, 0);
        int families = batch.nest(Rtnetlink.IFLA_AF_SPEC);
        int inet = batch.nest(Rtnetlink.AF_INET);
        int settings = batch.nest(Rtnetlink.IFLA_INET_CONF);
        batch.attribute(Rtnetlink.IPV4_DEVCONF_FORWARDING, 1)
                .attribute(Rtnetlink.IPV4_DEVCONF_PROXY_ARP, 0)
                .attribute(Rtnetlink.IPV4_DEVCONF_SEND_REDIRECTS, 0)
                .attribute(Rtnetlink.IPV4_DEVCONF_RP_FILTER, 0)
                .attribute(Rtnetlink.IPV4_DEVCONF_ARP_IGNORE, 1)
                .unnest(settings)
                .unnest(inet);
        int inet6 = batch.nest(Rtnetlink.AF_INET6);
        batch.attribute(Rtnetlink.IFLA_INET6_ADDR_GEN_MODE, new byte[] {Rtnetlink.IN6_ADDR_GEN_MODE_NONE})
                .unnest(inet6)
                .unnest(families);
    }

    static void delete(RequestBatch batch, int index) {
        batch.begin(Rtnetlink.RTM_DELLINK, Netlink.NLM_F_ACK);
        header(batch, index, 0, 0);
    }

    static void dump(RequestBatch batch) {
        batch.begin(Rtnetlink.RTM_GETLINK, Netlink.NLM_F_DUMP);
        header(batch, 0, 0, 0);
        batch.attribute(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS);
    }

    static void get(RequestBatch batch, int index) {
        batch.begin(Rtnetlink.RTM_GETLINK, 0);
        header(batch, index, 0, 0);
        batch.attribute(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS);
    }

    static void getWithStatistics(RequestBatch batch, int index) {
        batch.begin(Rtnetlink.RTM_GETLINK, 0);
        header(batch, index, 0, 0);
    }

    /** The first of struct rtnl_link_stats64. */
    static Optional<Long> receivedPackets(NetlinkMessage message) {
        return message.attributes(Rtnetlink.IFINFOMSG_BYTES)
                .find(Rtnetlink.IFLA_STATS64)
                .filter(value -> value.limit() >= Long.BYTES)
                .map(value -> value.getLong(0));
    }

    static void get(RequestBatch batch, String name) {
        batch.begin(Rtnetlink.RTM_GETLINK, 0);
        header(batch, 0, 0, 0);
        boolean isShort = name.getBytes(StandardCharsets.UTF_8).length <= InterfaceName.LENGTH_MAX;
        batch.attribute(isShort ? Rtnetlink.IFLA_IFNAME : Rtnetlink.IFLA_ALT_IFNAME, name)
                .attribute(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS);
    }

    /** Empty for what other families say of a link: a bridge tells of the ports that leave it as of deleted links. */
    static Optional<KernelLink> decode(NetlinkMessage message) {
        var header = message.header(Rtnetlink.IFINFOMSG_BYTES);
        if (header.get(0) != Rtnetlink.AF_UNSPEC) {
            return Optional.empty();
        }
        int flags = header.getInt(8);
        var attributes = message.attributes(Rtnetlink.IFINFOMSG_BYTES);
        return Optional.of(new KernelLink(
                header.getInt(4),
                attributes.string(Rtnetlink.IFLA_IFNAME).orElse(""),
                attributes.nested(Rtnetlink.IFLA_PROP_LIST).all(Rtnetlink.IFLA_ALT_IFNAME).stream()
                        .map(Attributes::string)
                        .toList(),
                attributes
                        .find(Rtnetlink.IFLA_ADDRESS)
                        .flatMap(LinkMessages::mac)
                        .orElse(null),
                (flags & Rtnetlink.IFF_UP) != 0,
                (flags & Rtnetlink.IFF_LOWER_UP) != 0,
                attributes
                        .nested(Rtnetlink.IFLA_LINKINFO)
                        .string(Rtnetlink.IFLA_INFO_KIND)
                        .orElse(""),
                attributes
                        .string(Rtnetlink.IFLA_IFALIAS)
                        .filter(OWNER_ALIAS::equals)
                        .isPresent()));
    }

    /** Empty for what no guest interface can have: another length, all zero, a group address. */
    static Optional<MacAddress> mac(ByteBuffer value) {
        if (value.limit() != MAC_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(MacAddress.ofBytes(Attributes.bytes(value)));
        } catch (InvalidValueException _) {
            return Optional.empty();
        }
    }

    private static void header(RequestBatch batch, int index, int flags, int changed) {
        batch.int8(Rtnetlink.AF_UNSPEC)
                .int8(0)
                .int16(0) // device type
                .int32(index)
                .int32(flags)
                .int32(changed);
    }
}
