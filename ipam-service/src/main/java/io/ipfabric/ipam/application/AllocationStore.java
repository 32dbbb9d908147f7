package io.ipfabric.ipam.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.ipam.domain.Allocation;
import io.ipfabric.ipam.domain.Offer;
import io.ipfabric.ipam.domain.Owner;
import io.ipfabric.ipam.domain.PoolsView;
import io.ipfabric.ipam.domain.Released;
import io.ipfabric.ipam.domain.Tenancy;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Who holds what. Everything within the caller's transaction; the time is the database's, at the transaction's begin. */
public interface AllocationStore {

    /** A tenancy that nobody else changes until the transaction ends. */
    record LockedTenancy(Tenancy tenancy, Instant now) {}

    /** @param allocation absent: the address is free */
    record LockedAddress(@Nullable Allocation allocation, Instant now) {}

    /** Locks what a VM holds, also if nothing is known of it: then {@link #forget} it before the transaction ends. */
    Uni<LockedTenancy> lock(Mutiny.Session session, VmId vm);

    /** What the picker may choose from. The pools are locked; sequence numbers drawn now are above all that these pools ever had. */
    Uni<PoolsView> view(Mutiny.Session session, AddressRequest request, List<LockedPool> pools);

    /**
     * Stores an offer as taken by a VM in this life; if it waited for it, it waits no more.
     *
     * @throws IllegalStateException if an address has an owner, whatever the view said: the unique index has the last word
     */
    Uni<Void> take(Mutiny.Session session, VmId vm, Generation life, Offer.Offered offer);

    /** As for a VM, for an owner that is none. */
    Uni<Void> take(Mutiny.Session session, Owner.Manual owner, Offer.Offered offer);

    /** Of the last allocation; 0 for none. Of one that is not committed too: nobody draws its number again. */
    Uni<Long> lastSequence(Mutiny.Session session);

    /** Stores a tenancy that holds the addresses that it held before, or none. */
    Uni<Void> update(Mutiny.Session session, VmId vm, Tenancy tenancy);

    Uni<Void> release(Mutiny.Session session, List<Released> released);

    /** For a VM of which nothing is known. */
    Uni<Void> forget(Mutiny.Session session, VmId vm);

    /** VMs that wait for a pool. */
    Uni<List<VmId>> waiting(Mutiny.Session session, int limit);

    /** Empty for a free address. */
    Uni<Optional<Allocation>> find(Mutiny.Session session, Address address);

    /** As {@link #find}; an allocated address keeps its state until the transaction ends. */
    Uni<LockedAddress> lock(Mutiny.Session session, Address address);

    /** What an owner that is no VM has of a pool. */
    Uni<List<Address>> heldManually(Mutiny.Session session, Owner.Manual owner, PoolName pool);

    /**
     * What is not free of a pool, by address.
     *
     * @param after the last of the page before; absent: from the first
     */
    Uni<List<Allocation>> list(Mutiny.Session session, PoolName pool, @Nullable Address after, int limit);
}
