package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.RouterName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A router of a cluster. Its IPv4 address in the underlay is its BGP identifier and one end of all its sessions. */
public sealed interface Device {

    RouterName name();

    Address address();

    Flavor flavor();

    Role role();

    /**
     * A hypervisor, and the router of its VMs.
     *
     * @param address6 next hop of its VMs' IPv6 addresses; absent: it carries none
     */
    record Node(RouterName name, Address address, @Nullable Address address6, Flavor flavor) implements Device {

        public Node {
            underlayAddress(address);
            if (address6 != null) {
                nextHop6(address6);
            }
        }

        @Override
        public Role role() {
            return Role.NODE;
        }

        /** What it routes for its VMs. */
        public List<AddressFamily> families() {
            return address6 == null ? List.of(AddressFamily.IPV4) : List.of(AddressFamily.IPV4, AddressFamily.IPV6);
        }
    }

    /** Passes host routes on between nodes and core gateways (RFC 4456); forwards no packet itself. */
    record Reflector(RouterName name, Address address, List<AddressFamily> families, Flavor flavor) implements Device {

        public Reflector {
            underlayAddress(address);
            families = families.stream().sorted().distinct().toList();
            if (families.isEmpty()) {
                throw new InvalidFieldException("families", "is empty");
            }
        }

        @Override
        public Role role() {
            return Role.REFLECTOR;
        }
    }

    /** Where the fabric meets the rest of the network. */
    record CoreGateway(RouterName name, Address address, Flavor flavor, Asn asn) implements Device {

        public CoreGateway {
            underlayAddress(address);
        }

        @Override
        public Role role() {
            return Role.CORE_GATEWAY;
        }
    }

    private static void underlayAddress(Address address) {
        var inet = address.inet();
        if (address.family() != AddressFamily.IPV4) {
            throw new InvalidFieldException("address", "is not IPv4: it is the router's BGP identifier too");
        }
        if (inet.isAnyLocalAddress() || inet.isLoopbackAddress() || inet.isMulticastAddress() || isReserved(address)) {
            throw new InvalidFieldException("address", address + " cannot be a router's");
        }
    }

    /** 0.0.0.0/8 and 240.0.0.0/4 (RFC 6890). */
    private static boolean isReserved(Address address) {
        int first = address.bytes()[0] & 0xff;
        return first == 0 || first >= 240;
    }

    private static void nextHop6(Address address) {
        var inet = address.inet();
        if (address.family() != AddressFamily.IPV6) {
            throw new InvalidFieldException("address6", "is not IPv6");
        }
        // A link-local next hop means nothing behind a reflector, and would make redirected hosts learn ICMPv6
        // redirects.
        if (inet.isAnyLocalAddress()
                || inet.isLoopbackAddress()
                || inet.isMulticastAddress()
                || inet.isLinkLocalAddress()) {
            throw new InvalidFieldException("address6", address + " cannot be the next hop of other routers");
        }
    }
}
