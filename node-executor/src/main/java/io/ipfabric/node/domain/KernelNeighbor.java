package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;

/** A permanent neighbor entry: the kernel never asks the guest for its MAC address, and the guest cannot change it. */
public record KernelNeighbor(Address address, int linkIndex, MacAddress mac) {}
