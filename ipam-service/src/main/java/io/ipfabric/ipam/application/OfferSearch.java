package io.ipfabric.ipam.application;

import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.ipam.domain.FreeAddressPicker;
import io.ipfabric.ipam.domain.Offer;
import io.ipfabric.ipam.domain.Pick;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads as much of the pools as the picker needs. */
@ApplicationScoped
public class OfferSearch {

    private final PoolStore pools;
    private final AllocationStore allocations;

    @Inject
    OfferSearch(PoolStore pools, AllocationStore allocations) {
        this.pools = pools;
        this.allocations = allocations;
    }

    /** From any pool of the cluster. The pools are locked in the order of their names, and after the tenancy. */
    Uni<Offer> among(Mutiny.Session session, AddressRequest request) {
        return pools.lockAll(session, request.cluster()).chain(locked -> in(session, request, locked));
    }

    Uni<Offer> in(Mutiny.Session session, AddressRequest request, List<LockedPool> locked) {
        return allocations
                .view(session, request, locked)
                .map(view -> FreeAddressPicker.pick(request, view))
                .chain(pick -> switch (pick) {
                    case Pick.Made(var offer) -> Uni.createFrom().item(offer);
                    case Pick.ReadOn(var pool, var offset) -> in(session, request, readOn(locked, pool, offset));
                });
    }

    private static List<LockedPool> readOn(List<LockedPool> locked, PoolName pool, BigInteger offset) {
        return locked.stream()
                .map(one -> one.pool().name().equals(pool) ? new LockedPool(one.pool(), offset) : one)
                .toList();
    }
}
