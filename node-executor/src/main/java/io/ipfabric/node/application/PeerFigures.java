package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;

/**
 * What the router says of a peer in one address family.
 *
 * @param received prefixes that it holds of the peer
 * @param sent prefixes that it announces to the peer
 */
public record PeerFigures(Address peer, AddressFamily family, boolean established, long received, long sent) {}
