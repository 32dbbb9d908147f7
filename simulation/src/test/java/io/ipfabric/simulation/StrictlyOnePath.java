package io.ipfabric.simulation;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.routing.domain.Order;

/** STRICT: the target announces only when no reflector in sync, of which there is one at least, holds a path of the nodes where the VM was. */
final class StrictlyOnePath implements DecisionInvariant {

    @Override
    public void check(Decision decision) {
        var placement = decision.transition().state().placement();
        if (placement == null || placement.cutover() != CutoverPolicy.STRICT) {
            return;
        }
        var target = placement.node();
        var before = decision.before().endpoints().get(target);
        boolean announces = decision.instructed()
                .map(intent -> intent.endpoint())
                .anyMatch(endpoint ->
                        endpoint.node().equals(target) && !(endpoint.announcement() instanceof Announcement.Silent));
        if (!announces || before == null || !(before.order() instanceof Order.Deliver)) {
            return;
        }
        var move = decision.before().move();
        decision.before().endpoints().forEach((node, told) -> {
            boolean next = move != null
                    && move.phase().isBeforeSwitch()
                    && move.target().equals(node);
            boolean shown = !decision.inSync().isEmpty()
                    && decision.heldOf(node).isEmpty()
                    && told.order() instanceof Order.Quiet;
            if (told.carried() && !node.equals(target) && !next && !shown) {
                throw new Violation(
                        target + " is to announce before it was shown that " + node + " does not: " + decision);
            }
        });
    }
}
