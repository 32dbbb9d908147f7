package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.Address;

/** Where reflectors reach the observer, to tell it by BMP (RFC 7854) what they hold. */
public record ObserverAddress(Address host, int port) {

    public ObserverAddress {
        if (port < 1 || port > 65_535) {
            throw new InvalidFieldException("port", port + " is no TCP port");
        }
    }
}
