package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;

/** A migration for which a word, a policy or a deadline stood for a proof is never told as proved again; and that one of them did is told with it. */
final class UnprovedStays implements DecisionInvariant {

    @Override
    public void check(Decision decision) {
        var move = decision.before().move();
        if (move == null) {
            return;
        }
        var after = decision.transition().state().move();
        // Where another one began, what follows is that one's matter.
        boolean sameMove = after == null || after.generation().equals(move.generation());
        boolean instead = sameMove
                && !move.phase().isBeforeSwitch()
                && (decision.told(SilenceForced.class).findAny().isPresent()
                        || decision.told(ProofWaived.class).findAny().isPresent());
        var progressed = decision.told(MigrationProgressed.class)
                .filter(told -> told.generation().equals(move.generation()))
                .toList();
        if (instead && progressed.isEmpty()) {
            throw new Violation("a proof was forced or waived, and its migration says nothing: " + decision);
        }
        if ((instead || !move.proved()) && progressed.stream().anyMatch(MigrationProgressed::proved)) {
            throw new Violation("a migration that is not proved is told as proved: " + progressed + ", " + decision);
        }
    }
}
