package io.ipfabric.ipam.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.ipam.domain.IpamDecider;
import io.ipfabric.ipam.domain.IpamInput;
import io.ipfabric.ipam.domain.Tenancy;
import io.ipfabric.ipam.domain.Tenancy.Allocated;
import io.ipfabric.ipam.domain.Tenancy.Releasing;
import io.ipfabric.ipam.domain.Tenancy.Vacant;
import io.ipfabric.ipam.domain.Tenancy.Waiting;
import io.ipfabric.ipam.domain.Transition;
import io.ipfabric.outbox.InOrder;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** The addresses of VMs: locks the tenancy, decides, stores what changed, publishes. All within the caller's transaction. */
@ApplicationScoped
public class VmAllocations {

    /** More wait for the next look. */
    private static final int RECHECKED_AT_ONCE_MAX = 500;

    private final AllocationStore store;
    private final OfferSearch offers;
    private final Outbox outbox;
    private final Mutiny.SessionFactory sessions;
    private final IpamMeters meters;

    @Inject
    VmAllocations(
            AllocationStore store,
            OfferSearch offers,
            Outbox outbox,
            Mutiny.SessionFactory sessions,
            IpamMeters meters) {
        this.store = store;
        this.offers = offers;
        this.outbox = outbox;
        this.sessions = sessions;
        this.meters = meters;
    }

    public Uni<Void> created(Mutiny.Session session, VmId vm, Generation life, AddressRequest request) {
        return store.lock(session, vm).chain(locked -> offers.among(session, request)
                .map(offer -> new IpamInput.Wanted(life, request, offer, locked.now()))
                .chain(wanted -> apply(session, vm, locked.tenancy(), wanted)));
    }

    public Uni<Void> deleted(Mutiny.Session session, VmId vm, Generation generation) {
        return store.lock(session, vm)
                .chain(locked -> apply(session, vm, locked.tenancy(), new IpamInput.Deleted(generation, locked.now())));
    }

    public Uni<Void> routeEnded(Mutiny.Session session, VmId vm, Address address, SequenceNumber sequence) {
        return store.lock(session, vm).chain(locked -> {
            var ended = new IpamInput.RouteEnded(address, sequence, locked.now());
            return apply(session, vm, locked.tenancy(), ended);
        });
    }

    /** Looks again at every VM that waits for a pool, each in a transaction of its own. */
    public Uni<Void> recheckWaiting() {
        return sessions.withSession(session -> store.waiting(session, RECHECKED_AT_ONCE_MAX))
                .chain(vms -> InOrder.each(vms, vm -> sessions.withTransaction((session, _) -> recheck(session, vm))));
    }

    private Uni<Void> recheck(Mutiny.Session session, VmId vm) {
        return store.lock(session, vm).chain(locked -> switch (locked.tenancy()) {
            case Waiting waiting ->
                offers.among(session, waiting.request())
                        .map(offer -> new IpamInput.Rechecked(offer, locked.now()))
                        .chain(rechecked -> apply(session, vm, waiting, rechecked));
            // It was deleted, or got its addresses, between the look and the lock.
            case Vacant _, Allocated _, Releasing _ -> Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> apply(Mutiny.Session session, VmId vm, Tenancy before, IpamInput input) {
        var transition = IpamDecider.decide(vm, before, input);
        meters.count(transition.facts());
        var facts = transition.facts().stream().map(Outgoing::of).toList();
        return stored(session, vm, before, transition).chain(() -> outbox.publish(session, facts));
    }

    private Uni<Void> stored(Mutiny.Session session, VmId vm, Tenancy before, Transition transition) {
        var after = transition.state();
        var taken = transition.taken();
        if (after instanceof Allocated(var life, var _) && taken != null) {
            return store.take(session, vm, life, taken);
        }
        if (after.life() == null) {
            return store.forget(session, vm);
        }
        if (after.equals(before)) {
            return Uni.createFrom().voidItem();
        }
        return store.release(session, transition.released()).chain(() -> store.update(session, vm, after));
    }
}
