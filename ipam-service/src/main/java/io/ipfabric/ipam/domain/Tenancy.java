package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.SequenceNumber;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a VM holds of the pools. Its addresses come together and leave together: a VM with one route that is not proved gone may still be
 * alive behind the others.
 *
 * <pre>
 *  Vacant ──► Allocated ──► Releasing ──► Vacant
 *     └─► Waiting ─┘ └─────────────────────┘ (its routes had ended before)
 * </pre>
 *
 * <p>An id is used again: a <i>life</i> is what lies between a creation and its deletion, and has the generation of the creation as its
 * number. The transitions are the table at {@link IpamDecider}.
 */
public sealed interface Tenancy {

    /** The life that is, or that was the last; null: none is known. */
    @Nullable
    Generation life();

    /**
     * It holds nothing and waits for nothing.
     *
     * @param life the last one: it was refused, or ended, and gets nothing more
     */
    record Vacant(@Nullable Generation life) implements Tenancy {}

    /**
     * It refers to a pool that is not known, or not yet: two services heard of two things in another order.
     *
     * @param until when it is refused
     */
    record Waiting(Generation life, AddressRequest request, Instant until) implements Tenancy {

        boolean isOver(Instant now) {
            return !now.isBefore(until);
        }
    }

    /** It owns these addresses. */
    record Allocated(Generation life, List<HeldAddress> addresses) implements Tenancy {
        public Allocated {
            addresses = List.copyOf(addresses);
        }

        Allocated routeEnded(Address address, SequenceNumber sequence) {
            return new Allocated(life, withRouteEnded(addresses, address, sequence));
        }

        Allocated in(Generation later) {
            return new Allocated(later, addresses);
        }

        Releasing deleted() {
            return new Releasing(life, addresses);
        }
    }

    /** It is deleted; its addresses are its own until the last of their routes is withdrawn. */
    record Releasing(Generation life, List<HeldAddress> addresses) implements Tenancy {
        public Releasing {
            addresses = List.copyOf(addresses);
        }

        Releasing routeEnded(Address address, SequenceNumber sequence) {
            return new Releasing(life, withRouteEnded(addresses, address, sequence));
        }

        Releasing in(Generation later) {
            return new Releasing(later, addresses);
        }

        boolean isComplete() {
            return addresses.stream().allMatch(HeldAddress::routeEnded);
        }

        List<Released> released(Instant now) {
            return addresses.stream().map(held -> held.released(now)).toList();
        }
    }

    /** The contract's view of what is held. */
    static List<AllocatedAddress> allocations(List<HeldAddress> addresses) {
        return addresses.stream().map(HeldAddress::allocation).toList();
    }

    private static List<HeldAddress> withRouteEnded(
            List<HeldAddress> addresses, Address address, SequenceNumber sequence) {
        return addresses.stream()
                .map(held -> held.is(address, sequence) ? held.withRouteEnded() : held)
                .toList();
    }
}
