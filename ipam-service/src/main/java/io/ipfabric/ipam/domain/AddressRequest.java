package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import java.util.List;

/**
 * What is wanted, all of it or nothing.
 *
 * @param families one address of each, beside the named ones
 * @param named addresses that were asked for themselves
 */
public record AddressRequest(ClusterName cluster, List<AddressFamily> families, List<Address> named) {

    public AddressRequest {
        families = families.stream().distinct().sorted().toList();
        named = named.stream().distinct().toList();
    }

    /** How many addresses that is. */
    public int size() {
        return families.size() + named.size();
    }
}
