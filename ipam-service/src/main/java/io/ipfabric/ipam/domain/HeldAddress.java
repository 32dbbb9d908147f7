package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.SequenceNumber;
import java.time.Duration;
import java.time.Instant;

/**
 * An address and its allocation to a VM.
 *
 * @param cooldown of the pool that it is from
 * @param routeEnded whether no node carries it and none will again: it may be heard before the deletion that caused it
 */
public record HeldAddress(AllocatedAddress allocation, Duration cooldown, boolean routeEnded) {

    public static HeldAddress of(AllocatedAddress allocation, Duration cooldown) {
        return new HeldAddress(allocation, cooldown, false);
    }

    /** Whether this allocation is meant, and not an older one of the same address. */
    boolean is(Address address, SequenceNumber sequence) {
        return allocation.address().equals(address) && allocation.sequence().equals(sequence);
    }

    HeldAddress withRouteEnded() {
        return new HeldAddress(allocation, cooldown, true);
    }

    Released released(Instant now) {
        return new Released(allocation, now.plus(cooldown));
    }
}
