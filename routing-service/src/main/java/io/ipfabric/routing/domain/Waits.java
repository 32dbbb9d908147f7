package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.MigrationPhase;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What a VM's routes wait for. */
public final class Waits {

    private Waits() {}

    /** When something is due next, if nothing happens before; it is then decided with {@link RoutingInput.TimePassed}. */
    static Optional<Instant> due(VmRouting state, RoutingContext context) {
        return Stream.concat(ofMove(state, context), ofEndpoints(state, context))
                .filter(instant -> instant.isAfter(context.now()))
                .min(Instant::compareTo);
    }

    private static Stream<Instant> ofMove(VmRouting state, RoutingContext context) {
        var move = state.move();
        if (move == null) {
            return Stream.of();
        }
        var timing = context.timing();
        var patience = move.alarmed()
                ? Stream.<Instant>of()
                : Stream.of(move.since().plus(MoveProgress.patience(move.phase(), timing)));
        var target = state.endpoints().get(move.target());
        return move.phase() == MigrationPhase.PREPARING && target != null
                ? Stream.concat(patience, Stream.of(target.at().plus(timing.held())))
                : patience;
    }

    /** One that is alone has nobody who waits until it is followed. */
    private static Stream<Instant> ofEndpoints(VmRouting state, RoutingContext context) {
        if (state.endpoints().size() < 2) {
            return Stream.of();
        }
        var timing = context.timing();
        return state.endpoints().values().stream().flatMap(told -> {
            var followed = Stream.ofNullable(told.heldSince()).map(since -> since.plus(timing.settle()));
            var over = told.order() instanceof Order.RedirectQuietly
                    ? Stream.ofNullable(told.silentSince()).map(since -> since.plus(timing.holdOf(told)))
                    : Stream.<Instant>of();
            return Stream.concat(followed, over);
        });
    }

    /** Whether what reflectors hold, or how well they are seen, may prove something that is not proved yet. */
    public static boolean forReflectors(VmRouting state) {
        return state.endpoints().values().stream()
                .anyMatch(told -> told.order() instanceof Order.Announced
                        ? told.heldSince() == null
                                || !told.confirmed().equals(told.seen().announced())
                        : told.silentSince() == null);
    }
}
