package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;

/**
 * What comes in from this MAC address for this destination is dropped instead of forwarded: while a target still sends a VM's
 * packets to the source and the source sends them to the target already, they would go round until their TTL is spent.
 */
public record HairpinGuard(MacAddress source, Address destination) {}
