package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;

/**
 * What comes in from this MAC address for this destination is dropped instead of forwarded: it is that of the node to which this one sends what comes for
 * the destination, and what it would get back it would only send again, until the TTL is spent (split horizon).
 */
public record HairpinGuard(MacAddress source, Address destination) {}
