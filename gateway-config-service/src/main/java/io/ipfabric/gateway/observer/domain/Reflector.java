package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.RouterName;
import java.util.Set;

/**
 * A reflector of the fabric, as the observer has to know it.
 *
 * @param address where it is called, and its BGP identifier
 * @param families whose routes it reflects
 * @param speaksBmp what its peers send is told by BMP; else a session of the observer's own has to tell it
 */
public record Reflector(RouterName name, Address address, Asn asn, Set<AddressFamily> families, boolean speaksBmp) {

    public Reflector {
        families = Set.copyOf(families);
    }
}
