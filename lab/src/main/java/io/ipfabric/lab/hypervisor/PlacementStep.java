package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.lab.hypervisor.Guest.Move;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to do next so that a guest is as it should be. It follows from what is there alone, so it does not matter where an earlier try ended, or
 * which one of the hypervisor's lives it was in.
 *
 * <pre>
 * in use         on its node           on the move's target   elsewhere              nothing
 * no move        -                     as elsewhere           prepare here, swap     prepare here, attach
 * PREPARE        prepare the target    as elsewhere           prepare here, swap     prepare here, attach
 * GO             prepare it, swap      -                      prepare here, swap     prepare here, attach
 * STAY           -                     -                      prepare here, swap     prepare here, attach
 * </pre>
 *
 * Before that, whatever the guest has and neither uses nor will use is deleted; after it, addresses are set if they differ.
 */
sealed interface PlacementStep {

    /** @param links of the guest */
    record Delete(List<String> links) implements PlacementStep {
        public Delete {
            links = List.copyOf(links);
        }
    }

    record Prepare(NodeName node) implements PlacementStep {}

    /** The guest has nothing that it uses: it takes what is prepared. */
    record Attach(NodeName node) implements PlacementStep {}

    /** @param whenItSuits not at once: the producer of the move chooses the time */
    record Swap(NodeName source, NodeName target, boolean whenItSuits) implements PlacementStep {}

    record SetAddresses() implements PlacementStep {}

    record Nothing() implements PlacementStep {}

    static PlacementStep next(Guest guest, GuestLinks links) {
        var spare = links.spare(destination(guest, links));
        if (!spare.isEmpty()) {
            return new Delete(spare);
        }
        var active = links.active();
        if (active.isEmpty()) {
            return links.isPreparedOn(guest.node()) ? new Attach(guest.node()) : new Prepare(guest.node());
        }
        var destination = destination(guest, links);
        if (destination.isPresent() && !links.isAttachedTo(destination.get())) {
            var target = destination.get();
            if (!links.isPreparedOn(target)) {
                return new Prepare(target);
            }
            boolean isOnItsNode = links.isAttachedTo(guest.node());
            if (!isOnItsNode || isOrdered(guest, Guest.Order.GO)) {
                return new Swap(active.get().node().orElse(guest.node()), target, isOnItsNode);
            }
        }
        boolean hasAddresses = active.get().addresses().equals(Set.copyOf(guest.addresses()));
        return hasAddresses || guest.addresses().isEmpty() ? new Nothing() : new SetAddresses();
    }

    /** The node on which the guest has to have an interface that it does not use yet; empty: it has all that it needs. */
    private static Optional<NodeName> destination(Guest guest, GuestLinks links) {
        if (links.isAttachedTo(guest.node())) {
            return guest.move().filter(move -> move.order() != Guest.Order.STAY).map(Move::target);
        }
        boolean hasGone = guest.move()
                .filter(move -> move.order() != Guest.Order.PREPARE)
                .filter(move -> links.isAttachedTo(move.target()))
                .isPresent();
        return hasGone ? Optional.empty() : Optional.of(guest.node());
    }

    private static boolean isOrdered(Guest guest, Guest.Order order) {
        return guest.move().filter(move -> move.order() == order).isPresent();
    }
}
