package io.ipfabric.ipam.application;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.ipam.domain.Allocation;
import io.ipfabric.ipam.domain.ManualDecider;
import io.ipfabric.ipam.domain.ManualDecider.Given;
import io.ipfabric.ipam.domain.ManualDecider.TakenBack;
import io.ipfabric.ipam.domain.Owner;
import io.ipfabric.outbox.Preconditions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Addresses that people give and take back, and what they see of all. */
@ApplicationScoped
public class ManualAllocations {

    private final AllocationStore allocations;
    private final PoolStore pools;
    private final OfferSearch offers;
    private final Mutiny.SessionFactory sessions;
    private final Preconditions preconditions;

    @Inject
    ManualAllocations(
            AllocationStore allocations,
            PoolStore pools,
            OfferSearch offers,
            Mutiny.SessionFactory sessions,
            Preconditions preconditions) {
        this.allocations = allocations;
        this.pools = pools;
        this.offers = offers;
        this.sessions = sessions;
        this.preconditions = preconditions;
    }

    /** @param address absent: any of the pool */
    public Uni<Given> give(Mutiny.Session session, PoolName pool, Owner.Manual owner, @Nullable Address address) {
        if (!preconditions.areMet()) {
            return Uni.createFrom()
                    .item(new Given.Refused(
                            Problem.of(ProblemType.UNAVAILABLE, "nothing is handed out before the service is ready")));
        }
        return pools.lock(session, pool)
                .chain(locked -> locked.isEmpty()
                        ? pools.find(session, pool)
                                .map(found -> new Given.Refused(handsOutNothing(pool, found.isPresent())))
                        : give(session, locked.get(), owner, address));
    }

    private Uni<Given> give(Mutiny.Session session, LockedPool locked, Owner.Manual owner, @Nullable Address address) {
        var pool = locked.pool();
        var request = address == null
                ? new AddressRequest(pool.cluster(), List.of(pool.family()), List.of())
                : new AddressRequest(pool.cluster(), List.of(), List.of(address));
        return allocations
                .heldManually(session, owner, pool.name())
                .chain(held -> offers.in(session, request, List.of(locked))
                        .map(offer -> ManualDecider.give(address, held, offer)))
                .call(given -> given instanceof Given.Taken(var offer)
                        ? allocations.take(session, owner, offer)
                        : Uni.createFrom().voidItem());
    }

    public Uni<TakenBack> takeBack(Mutiny.Session session, Address address) {
        return allocations
                .lock(session, address)
                .map(locked -> ManualDecider.takeBack(address, locked.allocation(), locked.now()))
                .call(answer -> answer instanceof TakenBack.Freed(var released)
                        ? allocations.release(session, List.of(released))
                        : Uni.createFrom().voidItem());
    }

    /** As it is, and locked. */
    public Uni<Optional<Allocation>> locked(Mutiny.Session session, Address address) {
        return allocations.lock(session, address).map(locked -> Optional.ofNullable(locked.allocation()));
    }

    public Uni<Optional<Allocation>> find(Address address) {
        return sessions.withSession(session -> allocations.find(session, address));
    }

    /** Empty if there is no such pool. */
    public Uni<Optional<List<Allocation>>> list(PoolName pool, @Nullable Address after, int limit) {
        return sessions.withSession(session -> pools.find(session, pool)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : allocations.list(session, pool, after, limit).map(Optional::of)));
    }

    private static Problem handsOutNothing(PoolName pool, boolean exists) {
        return !exists
                ? Problem.of(ProblemType.NOT_FOUND, "there is no pool " + pool)
                : Problem.of(ProblemType.WRONG_STATE, "pool " + pool + " is draining and hands out nothing more");
    }
}
