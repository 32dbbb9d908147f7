package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;

/**
 * An address may be released only if no reflector in sync, of which there is one at least, holds a path of the nodes that had the VM. Of a node that an
 * operator forced nothing is asked.
 */
final class ReleasedUnheld implements DecisionInvariant {

    @Override
    public void check(Decision decision) {
        decision.told(RouteWithdrawn.class).filter(RouteWithdrawn::ended).forEach(ended -> {
            for (var node : decision.before().endpoints().keySet()) {
                boolean held = decision.heldOf(node).stream()
                        .anyMatch(path -> path.address().equals(ended.address()));
                if ((held || decision.inSync().isEmpty()) && !decision.isForced(node)) {
                    throw new Violation(
                            ended + " is said, and reflectors may hold a path of " + node + ": " + decision);
                }
            }
        });
    }
}
