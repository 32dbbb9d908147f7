package io.ipfabric.routing.domain;

import io.ipfabric.contracts.value.Generation;
import java.util.List;

/**
 * What ipam-service said last of a VM's addresses.
 *
 * @param life the generation in which the VM was created that it is about
 * @param addresses empty: they are released, and the VM is at its end
 */
public record Allotment(Generation life, List<RoutedAddress> addresses) {

    public Allotment {
        addresses = addresses.stream()
                .sorted((a, b) -> a.address().compareTo(b.address()))
                .toList();
    }
}
