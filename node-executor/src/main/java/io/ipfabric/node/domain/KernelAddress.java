package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;

/** An address of the node on one of its interfaces. */
public record KernelAddress(Address address, int prefixLength, int linkIndex) {

    public KernelAddress {
        if (prefixLength < 0 || prefixLength > address.family().bits()) {
            throw new IllegalArgumentException("no prefix length of " + address + ": " + prefixLength);
        }
    }
}
