package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;

/** A route is called confirmed only if every reflector in sync, and one at least, holds the node's path. */
final class ConfirmedByAll implements DecisionInvariant {

    @Override
    public void check(Decision decision) {
        decision.told(RouteConfirmed.class).forEach(confirmed -> {
            if (!decision.isHeldByAll(confirmed.address(), confirmed.node())
                    || !confirmed.reflectors().equals(decision.inSync())) {
                throw new Violation(confirmed + " is said, and not all in sync hold it: " + decision);
            }
        });
    }
}
