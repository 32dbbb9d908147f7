package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Epoch;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a node was told last about a VM, and what is proved of it. A node that was told nothing, or of which nothing is left, has none.
 *
 * @param epoch of the intent; reports of other epochs prove nothing
 * @param at when it was told
 * @param seen what the node reported at this epoch
 * @param carried whether the guest was here, as far as was told or seen, since the endpoint came into being
 * @param strength the strongest announcement that the node may still make, see {@link #strengthOf}: an older one until the present is proved
 * @param facts what everybody was told of it
 * @param proof that it is done
 */
public record Told(
        Epoch epoch,
        Order order,
        List<RoutedAddress> addresses,
        Instant at,
        Seen seen,
        boolean carried,
        int strength,
        Facts facts,
        Proof proof) {

    static final int SILENT = 0;

    public Told {
        addresses = List.copyOf(addresses);
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

    /**
     * What everybody was told.
     *
     * @param announced addresses of which it was told that the node announces them
     * @param confirmed addresses of which it was told that the reflectors hold them
     */
    public record Facts(Set<Address> announced, Set<Address> confirmed) {

        static final Facts NONE = new Facts(Set.of(), Set.of());

        public Facts {
            announced = Set.copyOf(announced);
            confirmed = Set.copyOf(confirmed);
        }
    }

    /**
     * Since when it is so; absent: it is not.
     *
     * @param heldSince all reflectors that can be seen hold all of it as told
     * @param silentSince it is proved, by node and reflectors, that nothing is announced; or forced
     * @param forced an operator's word stands for the proof of silence, until the node is told to come back
     * @param waived it is not proved that nothing is announced, and the STRICT move goes on all the same, until the node is told something else or
     *     another move is placed
     */
    public record Proof(
            @Nullable Instant heldSince,
            @Nullable Instant silentSince,
            @Nullable Instant forced,
            @Nullable Instant waived) {

        static final Proof NONE = new Proof(null, null, null, null);

        /** By evidence. */
        Proof of(@Nullable Instant held, @Nullable Instant silent) {
            return new Proof(held, silent, forced, waived);
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
        var forced = before == null || !(order instanceof Order.Leaving) ? null : before.proof.forced;
        return new Told(
                epoch,
                order,
                addresses,
                now,
                Seen.NOTHING,
                order.forwarding() instanceof Forwarding.Local || (before != null && before.carried),
                before == null ? strength : Math.max(strength, before.strength),
                Facts.NONE,
                new Proof(null, null, forced, null));
    }

    boolean tells(Order wanted, List<RoutedAddress> wantedAddresses) {
        return order.equals(wanted) && (addresses.equals(wantedAddresses) || order instanceof Order.Remove);
    }

    Told seeing(Seen now) {
        int ordered = strengthOf(order.announcement());
        boolean proved = ordered == SILENT ? now.silent() : now.announced().size() == addresses.size();
        boolean here = carried || now.forwarding() instanceof Forwarding.Local;
        return new Told(epoch, order, addresses, at, now, here, proved ? ordered : strength, facts, proof);
    }

    Told with(Facts newFacts) {
        return new Told(epoch, order, addresses, at, seen, carried, strength, newFacts, proof);
    }

    /** By an operator. */
    Told forced(Instant now) {
        return with(new Proof(proof.heldSince, proof.silentSince, now, proof.waived));
    }

    /** By policy. */
    Told waived(Instant now) {
        return with(new Proof(proof.heldSince, proof.silentSince, proof.forced, now));
    }

    /** Nothing is waived by policy. */
    Told unwaived() {
        return proof.waived == null ? this : with(new Proof(proof.heldSince, proof.silentSince, proof.forced, null));
    }

    /** Of its addresses. */
    Set<AddressFamily> families() {
        return addresses.stream().map(address -> address.address().family()).collect(Collectors.toSet());
    }

    /** What was taken for proved by a word alone is to be proved again. */
    Told unforced() {
        return proof.forced == null ? this : with(new Proof(proof.heldSince, null, null, null));
    }

    Told with(Proof newProof) {
        return new Told(epoch, order, addresses, at, seen, carried, strength, facts, newProof);
    }

    @Nullable
    Instant heldSince() {
        return proof.heldSince;
    }

    @Nullable
    Instant silentSince() {
        return proof.silentSince;
    }

    /** Whether the node forwards otherwise than it was told because it was armed to. */
    boolean isSwitchedBy(@Nullable Forwarding forwarding) {
        var armed = order.armed();
        return armed != null && armed.then().equals(forwarding);
    }

    boolean isRemoved() {
        return order instanceof Order.Remove;
    }

    /** Whether it is proved that nothing is left on the node, and nothing of it at the reflectors. */
    boolean isGone() {
        return isRemoved() && seen.gone() && proof.silentSince != null;
    }

    /** Whether nobody waits for the node any more. What an operator forced stays known, for the node's removals to be counted, until it is proved. */
    boolean isOver() {
        return isRemoved() && proof.forced != null;
    }

    /** Whether it announces what it sends on to the guest. */
    boolean announcesOnTheWay() {
        return order instanceof Order.Announced && order.forwarding() instanceof Forwarding.Via;
    }

    /** Whether the node's kernel was seen to do as it was told. */
    boolean forwardsAsTold() {
        return order.forwarding().equals(seen.forwarding());
    }
}
