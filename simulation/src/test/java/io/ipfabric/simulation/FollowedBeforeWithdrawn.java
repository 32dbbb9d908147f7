package io.ipfabric.simulation;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.routing.domain.Order;

/** SEAMLESS: what the source announces is taken back only when every reflector in sync, and one at least, holds what the target announces. */
final class FollowedBeforeWithdrawn implements DecisionInvariant {

    @Override
    public void check(Decision decision) {
        var placement = decision.transition().state().placement();
        if (placement == null || placement.cutover() != CutoverPolicy.SEAMLESS) {
            return;
        }
        decision.instructed().map(intent -> intent.endpoint()).forEach(endpoint -> {
            var before = decision.before().endpoints().get(endpoint.node());
            boolean withdrawn = before != null
                    && (before.order() instanceof Order.Serve || before.order() instanceof Order.Redirect)
                    && endpoint.forwarding() instanceof Forwarding.Via
                    && endpoint.announcement() instanceof Announcement.Silent
                    && !endpoint.node().equals(placement.node());
            if (withdrawn
                    && !decision.before().addresses().stream()
                            .allMatch(address -> decision.isHeldByAll(address.address(), placement.node()))) {
                throw new Violation(endpoint.node() + " is to withdraw before all in sync hold the route to "
                        + placement.node() + ": " + decision);
            }
        });
    }
}
