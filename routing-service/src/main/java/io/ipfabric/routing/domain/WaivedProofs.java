package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.NodeName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a STRICT move does where older nodes are not proved silent: whether the node where the VM is placed, p, is told to announce.
 *
 * <pre>
 * told to p last     all proved    in time              overdue, HOLD        overdue, PROCEED
 * Serve              NORMAL        PREFERRED            PREFERRED            PREFERRED
 * any other          NORMAL        Deliver              Deliver              PREFERRED, and the proofs are waived
 * </pre>
 *
 * Overdue: each of those that are not proved silent was told to leave, {@link RoutingContext.Timing#proved()} ago. One that was not waits for p to deliver: then
 * there is nothing to be announced yet. Or it is where an open move leads back to: it is told to leave when that is given up.
 *
 * <p>It is waived for one move. The order of a node that was told to Remove before stays the same, and is overdue already: it is waived again for the next
 * move, without another 30 s, as soon as all others are proved or overdue; and told again, because that move, too, is not proved.
 *
 * <p>To waive is not to prove. The node is still to be silent, is waited for ({@link Wait.Kind#SOURCE_GONE}), and is outranked by p until it is: that
 * its path would lose in BGP is what makes going on better than no path at all. The move is not proved, to its end.
 */
final class WaivedProofs {

    private final RoutingContext context;
    private final Decisions decisions;
    private final MoveProgress progress;

    WaivedProofs(RoutingContext context, Decisions decisions, MoveProgress progress) {
        this.context = context;
        this.decisions = decisions;
        this.progress = progress;
    }

    VmRouting of(VmRouting state) {
        var placement = state.placement();
        if (placement == null
                || placement.strictTimeout() != StrictTimeout.PROCEED
                || !isToBeAnnounced(state, placement)) {
            return state;
        }
        var awaited = state.older()
                .filter(older -> placement.awaits(older.getValue()))
                .toList();
        return !awaited.isEmpty() && awaited.stream().allMatch(older -> isOverdue(older.getValue()))
                ? waived(state, awaited)
                : state;
    }

    private static boolean isToBeAnnounced(VmRouting state, Placement placement) {
        var there = state.endpoints().get(placement.node());
        return placement.running()
                && !state.deleted()
                && !state.addresses().isEmpty()
                && (there == null || !(there.order() instanceof Order.Serve));
    }

    private boolean isOverdue(Told told) {
        return told.order() instanceof Order.Leaving
                && context.isPast(told.at(), context.timing().proved());
    }

    private VmRouting waived(VmRouting state, List<Map.Entry<NodeName, Told>> awaited) {
        var endpoints = new TreeMap<>(state.endpoints());
        for (var older : awaited) {
            var told = older.getValue();
            decisions.tell(new ProofWaived(state.vm(), older.getKey(), told.epoch(), lacks(older), context.now()));
            endpoints.put(older.getKey(), told.waived(context.now()));
        }
        return progress.proceeding(
                state.withEndpoints(endpoints),
                awaited.stream().map(this::lacks).collect(Collectors.joining("; ")));
    }

    private String lacks(Map.Entry<NodeName, Told> older) {
        return new Lacking(context).toBeGone(older.getKey(), older.getValue());
    }
}
