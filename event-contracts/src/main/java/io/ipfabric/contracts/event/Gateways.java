package io.ipfabric.contracts.event;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;

/**
 * The gateway that every guest of a cluster sees: the same addresses and the same MAC on every VM interface of every node.
 *
 * @param ipv4 the IPv4 gateway, set as a /32 on the node's end, e.g. 10.0.0.1
 * @param ipv6 the IPv6 gateway, link-local, e.g. fe80::1
 * @param mac the MAC of the node's end
 */
public record Gateways(Address ipv4, Address ipv6, MacAddress mac) {

    public Gateways {
        Fields.required(mac, "mac");
        if (Fields.required(ipv4, "ipv4").family() != AddressFamily.IPV4) {
            throw new InvalidFieldException("ipv4", "is not an IPv4 address");
        }
        if (Fields.required(ipv6, "ipv6").family() != AddressFamily.IPV6
                || !ipv6.inet().isLinkLocalAddress()) {
            throw new InvalidFieldException("ipv6", "is not an IPv6 link-local address");
        }
    }
}
