package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import java.util.List;
import java.util.Set;

/**
 * What one node was told about one VM last, and what it proved. A node that was told nothing, or proved that nothing is left, has no state.
 *
 * <pre>
 *                  wanted: announce      wanted: withdraw      wanted: remove        report at this epoch
 * (none)           → Announcing          ·                     ·                     ·
 * Announcing       same: ·  else again   → Withdrawing         → Withdrawing         proved addresses grow or shrink
 * Withdrawing      → Announcing          same: ·               again, removing       gone: → Withdrawn, or (none) if removing
 * Withdrawn        → Announcing          ·                     → Withdrawing         ·
 * </pre>
 *
 * Each arrow is an intent with a new epoch. Reports of other epochs prove nothing.
 */
public sealed interface EndpointState {

    /** Of the last intent. */
    Epoch epoch();

    /**
     * Told to deliver and announce.
     *
     * @param addresses as told
     * @param proved those that kernel, zebra and bgpd of the node were seen to have
     */
    record Announcing(Epoch epoch, Announcement announcement, List<RoutedAddress> addresses, Set<Address> proved)
            implements EndpointState {

        public Announcing {
            addresses = List.copyOf(addresses);
            proved = Set.copyOf(proved);
        }

        Announcing withProved(Set<Address> seen) {
            return new Announcing(epoch, announcement, addresses, seen);
        }

        boolean tells(Announcement wanted, List<RoutedAddress> wantedAddresses) {
            return announcement.equals(wanted) && addresses.equals(wantedAddresses);
        }
    }

    /**
     * Told to stop, and not proved yet: the node may still announce.
     *
     * @param removing whether the endpoint goes with its routes
     */
    record Withdrawing(Epoch epoch, boolean removing) implements EndpointState {}

    /** Nothing of it is left in kernel, zebra and bgpd; the VM is stopped there. */
    record Withdrawn(Epoch epoch) implements EndpointState {}
}
