package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.routing.domain.Order;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.Told;
import java.time.Instant;

/** An operator's word counts only of a node that is to leave, and only when the time for a proof is over, or the migration was said to wait too long. */
final class ForcedLate implements DecisionInvariant {

    @Override
    public void check(Decision decision) {
        var move = decision.before().move();
        boolean alarmed = move != null && move.alarmed();
        decision.told(SilenceForced.class).forEach(forced -> {
            var told = decision.before().endpoints().get(forced.node());
            if (told == null
                    || !told.epoch().equals(forced.epoch())
                    || !(told.order() instanceof Order.Leaving)
                    || !(alarmed || isOverdue(told, forced.at()))) {
                throw new Violation(forced + " is said before its time: " + decision);
            }
        });
    }

    static boolean isOverdue(Told told, Instant now) {
        return !now.isBefore(told.at().plus(Timing.DEFAULT.proved()));
    }
}
