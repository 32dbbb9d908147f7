package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;

/** The guest behind this interface may send from this address. */
public record GuestBinding(InterfaceName link, Address address) {}
