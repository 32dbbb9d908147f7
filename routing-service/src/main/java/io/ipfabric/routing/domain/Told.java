package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node was told last about a VM, and what is proved of it. A node that was told nothing, or of which nothing is left, has none.
 *
 * @param epoch of the intent; reports of other epochs prove nothing
 * @param at when it was told
 * @param seen what the node reported at this epoch
 * @param carried whether the guest was here, as far as was told or seen, since the endpoint came into being
 * @param strength the strongest announcement that the node may still make, see {@link #strengthOf}: an older one until the present is proved
 * @param announced addresses that everybody was told to be announced
 * @param confirmed addresses that everybody was told to be held by the reflectors
 * @param heldSince since when all reflectors that can be seen hold all of it as told; absent: they do not
 * @param silentSince since when it is proved, by node and reflectors, that nothing is announced; absent: it is not
 */
public record Told(
        Epoch epoch,
        Order order,
        List<RoutedAddress> addresses,
        Instant at,
        Seen seen,
        boolean carried,
        int strength,
        Set<Address> announced,
        Set<Address> confirmed,
        @Nullable Instant heldSince,
        @Nullable Instant silentSince) {

    static final int SILENT = 0;

    public Told {
        addresses = List.copyOf(addresses);
        announced = Set.copyOf(announced);
        confirmed = Set.copyOf(confirmed);
    }

    /**
     * Of a node's report, at the epoch of the order.
     *
     * @param forwarding what its kernel does with all addresses; absent: it was not said, or they differ
     * @param announced addresses that kernel, zebra and bgpd have
     * @param silent whether bgpd advertises none of the addresses
     * @param gone whether nothing is left in kernel, zebra and bgpd
     */
    public record Seen(@Nullable Forwarding forwarding, Set<Address> announced, boolean silent, boolean gone) {

        static final Seen NOTHING = new Seen(null, Set.of(), false, false);

        public Seen {
            announced = Set.copyOf(announced);
        }
    }

    /** 0 for silence; the stronger one wins in BGP. */
    static int strengthOf(Announcement announcement) {
        return switch (announcement) {
            case Announcement.Silent _ -> SILENT;
            case Announcement.Standby _, Announcement.Normal _ -> 1;
            case Announcement.Preferred(int rank) -> 1 + rank;
        };
    }

    /** @param before what the node was told before; absent: nothing */
    static Told now(Epoch epoch, Order order, List<RoutedAddress> addresses, Instant now, @Nullable Told before) {
        int strength = strengthOf(order.announcement());
        return new Told(
                epoch,
                order,
                addresses,
                now,
                Seen.NOTHING,
                order.forwarding() instanceof Forwarding.Local || (before != null && before.carried),
                before == null ? strength : Math.max(strength, before.strength),
                Set.of(),
                Set.of(),
                null,
                null);
    }

    boolean tells(Order wanted, List<RoutedAddress> wantedAddresses) {
        return order.equals(wanted) && (addresses.equals(wantedAddresses) || order instanceof Order.Remove);
    }

    Told seeing(Seen now) {
        int ordered = strengthOf(order.announcement());
        boolean proved = ordered == SILENT ? now.silent() : now.announced().size() == addresses.size();
        return new Told(
                epoch,
                order,
                addresses,
                at,
                now,
                carried || now.forwarding() instanceof Forwarding.Local,
                proved ? ordered : strength,
                announced,
                confirmed,
                heldSince,
                silentSince);
    }

    Told toldOf(Set<Address> nowAnnounced, Set<Address> nowConfirmed) {
        return new Told(
                epoch,
                order,
                addresses,
                at,
                seen,
                carried,
                strength,
                nowAnnounced,
                nowConfirmed,
                heldSince,
                silentSince);
    }

    Told proving(@Nullable Instant nowHeldSince, @Nullable Instant nowSilentSince) {
        return new Told(
                epoch,
                order,
                addresses,
                at,
                seen,
                carried,
                strength,
                announced,
                confirmed,
                nowHeldSince,
                nowSilentSince);
    }

    /** Whether the node forwards otherwise than it was told because it was armed to. */
    boolean isSwitchedBy(@Nullable Forwarding forwarding) {
        var armed = order.armed();
        return armed != null && armed.then().equals(forwarding);
    }

    boolean isRemoved() {
        return order instanceof Order.Remove;
    }

    /** Whether the node's kernel was seen to do as it was told. */
    boolean forwardsAsTold() {
        return order.forwarding().equals(seen.forwarding());
    }
}
