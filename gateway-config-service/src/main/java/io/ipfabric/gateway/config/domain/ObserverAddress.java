package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the observer is.
 *
 * @param host where reflectors reach it, to tell it by BMP (RFC 7854) what they hold
 * @param port of BMP
 * @param client the address from which it calls reflectors by BGP; absent: it does not
 */
public record ObserverAddress(
        Address host, int port, @Nullable Address client) {

    public ObserverAddress {
        if (port < 1 || port > 65_535) {
            throw new InvalidFieldException("port", port + " is no TCP port");
        }
        if (client != null && client.family() != AddressFamily.IPV4) {
            throw new InvalidFieldException("bgp.address", "is not IPv4, as the reflectors' are that it calls");
        }
    }

    /** Its address as a BGP client is the same if nothing else is said, and it is IPv4. */
    public static ObserverAddress of(Address host, int port, Optional<Address> client) {
        var same = Optional.of(host).filter(address -> address.family() == AddressFamily.IPV4);
        return new ObserverAddress(host, port, client.or(() -> same).orElse(null));
    }
}
