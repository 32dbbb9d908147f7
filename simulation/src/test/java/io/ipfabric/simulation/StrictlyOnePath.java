package io.ipfabric.simulation;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.Order;
import io.ipfabric.routing.domain.Placement;
import io.ipfabric.routing.domain.Told;

/**
 * STRICT: the target announces only when no reflector in sync, of which there is one at least, holds a path of the nodes where the VM was. Two things
 * stand for that, of the node that they are about and no other: an operator's word; and the policy PROCEED of the migration as its producer has it, once
 * the time is over, for a target that is announced before all that the node may still announce.
 */
final class StrictlyOnePath implements DecisionInvariant {

    @Override
    public void check(Decision decision) {
        var placement = decision.transition().state().placement();
        if (placement == null || placement.cutover() != CutoverPolicy.STRICT) {
            return;
        }
        var target = placement.node();
        var before = decision.before().endpoints().get(target);
        var announcement = decision.instructed()
                .map(intent -> intent.endpoint())
                .filter(endpoint ->
                        endpoint.node().equals(target) && !(endpoint.announcement() instanceof Announcement.Silent))
                .map(endpoint -> endpoint.announcement())
                .findFirst();
        if (announcement.isEmpty() || before == null || !(before.order() instanceof Order.Deliver)) {
            return;
        }
        decision.before().endpoints().forEach((node, told) -> {
            if (told.carried()
                    && !node.equals(target)
                    && !isOnTheWay(decision, node, told)
                    && !isShown(decision, node, told)
                    && !decision.isForced(node)
                    && !isWaived(decision, placement, node, announcement.get())) {
                throw new Violation(
                        target + " is to announce before it was shown that " + node + " does not: " + decision);
            }
        });
    }

    /** The target of the next move, which announces what it sends on to where the VM is. */
    private static boolean isOnTheWay(Decision decision, NodeName node, Told told) {
        var move = decision.transition().state().move();
        return move != null
                && move.phase().isBeforeSwitch()
                && move.target().equals(node)
                && told.order() instanceof Order.Announced
                && told.order().forwarding() instanceof Forwarding.Via;
    }

    private static boolean isShown(Decision decision, NodeName node, Told told) {
        return !decision.inSync().isEmpty() && decision.heldOf(node).isEmpty() && told.order() instanceof Order.Quiet;
    }

    private static boolean isWaived(Decision decision, Placement placement, NodeName node, Announcement announcement) {
        var told = decision.transition().state().endpoints().get(node);
        var waived = told == null ? null : told.proof().waived();
        return told != null
                && waived != null
                && told.order() instanceof Order.Leaving
                && ForcedLate.isOverdue(told, waived)
                && announcement instanceof Announcement.Preferred(int rank)
                && 1 + rank > told.strength()
                && mayProceed(decision, placement);
    }

    /** By vm-service, which took the cluster's or its producer's word; what it has forgotten nobody can say. */
    private static boolean mayProceed(Decision decision, Placement placement) {
        return decision.world()
                .vm
                .vm(decision.before().vm())
                .flatMap(vm -> vm.migrations().of(placement.generation()))
                .map(migration -> migration.strictTimeout() == StrictTimeout.PROCEED)
                .orElse(true);
    }
}
