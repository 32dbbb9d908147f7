package io.ipfabric.routing.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.SequenceNumber;

/** An address of a VM, with the number of its allocation. */
public record RoutedAddress(Address address, SequenceNumber sequence) {}
