package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.SequenceNumber;
import java.util.List;
import java.util.Set;

/**
 * What is known of the pools that a request may be served from, while they are locked.
 *
 * @param pools that hand out addresses, by name
 * @param namedTaken which of the request's named addresses are held or cool down
 * @param sequences new sequence numbers, one for each wanted address
 */
public record PoolsView(List<PoolView> pools, Set<Address> namedTaken, List<SequenceNumber> sequences) {

    public PoolsView {
        pools = List.copyOf(pools);
        namedTaken = Set.copyOf(namedTaken);
        sequences = List.copyOf(sequences);
    }
}
