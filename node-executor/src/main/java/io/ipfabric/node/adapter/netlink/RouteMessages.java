package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Blackhole;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.KernelRoute.NextHop;
import io.ipfabric.node.domain.KernelRoute.Other;
import java.util.Optional;

/** struct rtmsg and its attributes. */
final class RouteMessages {

    /** Byte of rtm_protocol in struct rtmsg. */
    static final int PROTOCOL_OFFSET = 5;

    private RouteMessages() {}

    /** Without NLM_F_EXCL the kernel would append: a second route for IPv4, one more next hop of the same route for IPv6. */
    static void add(RequestBatch batch, RouteTable table, KernelRoute route) {
        batch.begin(Rtnetlink.RTM_NEWROUTE, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL);
        write(batch, table, route, Reach.of(route));
    }

    static void replace(RequestBatch batch, RouteTable table, KernelRoute route) {
        batch.begin(Rtnetlink.RTM_NEWROUTE, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE);
        write(batch, table, route, Reach.of(route));
    }

    /** Scope and type are left open, so that a route of another type can be deleted too; the rest must match. */
    static void delete(RequestBatch batch, RouteTable table, KernelRoute route) {
        batch.begin(Rtnetlink.RTM_DELROUTE, Netlink.NLM_F_ACK);
        write(batch, table, route, new Reach(Rtnetlink.RT_SCOPE_NOWHERE, Rtnetlink.RTN_UNSPEC));
    }

    /** Filtered in the kernel (strict checking): however many routes others have, only ours come. */
    static void dumpOurs(RequestBatch batch, RouteTable table, AddressFamily family) {
        batch.begin(Rtnetlink.RTM_GETROUTE, Netlink.NLM_F_DUMP);
        header(
                batch,
                Addresses.familyNumber(family),
                0,
                table.inHeader(),
                table.protocol(),
                Rtnetlink.RT_SCOPE_UNIVERSE,
                Rtnetlink.RTN_UNSPEC,
                0);
        attribute(batch, table);
    }

    static void select(RequestBatch batch, Address destination) {
        batch.begin(Rtnetlink.RTM_GETROUTE, 0);
        header(
                batch,
                Addresses.familyNumber(destination.family()),
                destination.family().bits(),
                0,
                0,
                Rtnetlink.RT_SCOPE_UNIVERSE,
                Rtnetlink.RTN_UNSPEC,
                Rtnetlink.RTM_F_FIB_MATCH);
        batch.attribute(Rtnetlink.RTA_DST, destination.bytes());
    }

    /** Of whatever protocol, in whatever table. */
    static Optional<KernelRoute> decode(NetlinkMessage message) {
        var header = message.header(Rtnetlink.RTMSG_BYTES);
        int length = Byte.toUnsignedInt(header.get(1));
        int protocol = Byte.toUnsignedInt(header.get(PROTOCOL_OFFSET));
        var attributes = message.attributes(Rtnetlink.RTMSG_BYTES);
        long metric =
                Integer.toUnsignedLong(attributes.int32(Rtnetlink.RTA_PRIORITY).orElse(0));
        return Addresses.family(header.get(0)).flatMap(family -> destination(attributes, family, length)
                .map(prefix -> new KernelRoute(prefix, protocol, metric, nextHop(header.get(7), attributes, family))));
    }

    /** Ours, in our table; the kernel's copies of a route for single flows (RTM_F_CLONED) are no routes. */
    static Optional<KernelRoute> decodeOurs(RouteTable ours, NetlinkMessage message) {
        var header = message.header(Rtnetlink.RTMSG_BYTES);
        boolean made = Byte.toUnsignedInt(header.get(PROTOCOL_OFFSET)) == ours.protocol()
                && (header.getInt(8) & Rtnetlink.RTM_F_CLONED) == 0;
        if (!made) {
            return Optional.empty();
        }
        int table = message.attributes(Rtnetlink.RTMSG_BYTES)
                .int32(Rtnetlink.RTA_TABLE)
                .orElse(Byte.toUnsignedInt(header.get(4)));
        return table == ours.id() ? decode(message).map(RouteMessages::asOurs) : Optional.empty();
    }

    /** Whatever protocol number stands for us in the table. */
    private static KernelRoute asOurs(KernelRoute route) {
        return route.isOurs()
                ? route
                : new KernelRoute(route.destination(), KernelRoute.PROTOCOL, route.metric(), route.nextHop());
    }

    private static Optional<Prefix> destination(Attributes attributes, AddressFamily family, int length) {
        var network = attributes.find(Rtnetlink.RTA_DST);
        if (network.isEmpty()) {
            return Optional.of(new Prefix(Address.ofBytes(new byte[family.bits() / 8]), 0));
        }
        return Addresses.address(network.get(), family).map(address -> {
            try {
                return new Prefix(address, length);
            } catch (InvalidValueException e) {
                throw new MalformedMessageException("a route's destination is " + e.getMessage());
            }
        });
    }

    private static NextHop nextHop(int type, Attributes attributes, AddressFamily family) {
        if (type == Rtnetlink.RTN_BLACKHOLE) {
            // IPv6 ones are shown on the loopback interface.
            return new Blackhole();
        }
        if (type != Rtnetlink.RTN_UNICAST) {
            return new Other("route type " + type);
        }
        if (attributes.has(Rtnetlink.RTA_MULTIPATH)
                || attributes.has(Rtnetlink.RTA_VIA)
                || attributes.has(Rtnetlink.RTA_ENCAP)
                || attributes.has(Rtnetlink.RTA_NH_ID)) {
            return new Other("several next hops, a next-hop object, another family or an encapsulation");
        }
        var index = attributes.int32(Rtnetlink.RTA_OIF);
        if (index.isEmpty()) {
            return new Other("no device");
        }
        var via = attributes.find(Rtnetlink.RTA_GATEWAY);
        if (via.isEmpty()) {
            return new Device(index.get());
        }
        return Addresses.address(via.get(), family)
                .<NextHop>map(gateway -> new Gateway(gateway, index.get()))
                .orElseGet(() -> new Other("a gateway without a written form"));
    }

    private record Reach(int scope, int type) {

        static Reach of(KernelRoute route) {
            return switch (route.nextHop()) {
                case Device _ -> new Reach(Rtnetlink.RT_SCOPE_LINK, Rtnetlink.RTN_UNICAST);
                case Blackhole _ -> new Reach(Rtnetlink.RT_SCOPE_UNIVERSE, Rtnetlink.RTN_BLACKHOLE);
                case Gateway _, Other _ -> new Reach(Rtnetlink.RT_SCOPE_UNIVERSE, Rtnetlink.RTN_UNICAST);
            };
        }
    }

    private static void write(RequestBatch batch, RouteTable table, KernelRoute route, Reach reach) {
        var network = route.destination().network();
        header(
                batch,
                Addresses.familyNumber(network.family()),
                route.destination().length(),
                table.inHeader(),
                table.protocol(),
                reach.scope(),
                reach.type(),
                0);
        attribute(batch, table);
        batch.attribute(Rtnetlink.RTA_DST, network.bytes()).attribute(Rtnetlink.RTA_PRIORITY, (int) route.metric());
        switch (route.nextHop()) {
            case Device(int index) -> batch.attribute(Rtnetlink.RTA_OIF, index);
            case Gateway(var via, int index) ->
                batch.attribute(Rtnetlink.RTA_GATEWAY, via.bytes()).attribute(Rtnetlink.RTA_OIF, index);
            case Blackhole _, Other _ -> {
                // Nothing to name. An other one is only ever deleted, by destination, metric and protocol.
            }
        }
    }

    private static void attribute(RequestBatch batch, RouteTable table) {
        if (table.hasAttribute()) {
            batch.attribute(Rtnetlink.RTA_TABLE, table.id());
        }
    }

    private static void header(
            RequestBatch batch, int family, int length, int table, int protocol, int scope, int type, int flags) {
        batch.int8(family)
                .int8(length)
                .int8(0) // source length
                .int8(0) // type of service
                .int8(table)
                .int8(protocol)
                .int8(scope)
                .int8(type)
                .int32(flags);
    }
}
