package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.SequenceNumber;
import java.time.Instant;

/** What happens to the {@link Tenancy} of one VM. */
public sealed interface IpamInput {

    /**
     * The VM was created.
     *
     * @param life the generation in which it was
     * @param offer what the pools have for the request now
     */
    record Wanted(Generation life, AddressRequest request, Offer offer, Instant now) implements IpamInput {}

    /**
     * The VM was deleted.
     *
     * @param generation of its last placement: not lower than that of its creation
     */
    record Deleted(Generation generation, Instant now) implements IpamInput {}

    /** No node carries the address of this allocation any more, and none will again. */
    record RouteEnded(Address address, SequenceNumber sequence, Instant now) implements IpamInput {}

    /**
     * Time passed since the request began to wait.
     *
     * @param offer what the pools have for the waiting request now
     */
    record Rechecked(Offer offer, Instant now) implements IpamInput {}
}
