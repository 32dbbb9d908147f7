package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.value.NodeName;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a live migration is. A phase is told once; that it waits for longer than it should, too.
 *
 * <pre>
 * phase        left for     when
 * PREPARING    READY        the target sends to the source, the source may redirect by itself, and (SEAMLESS) everybody who learns from the
 *                           reflectors sends to the target; or the time for it is over, unproved
 *              FAILED       the target was not ready in time
 * READY        SWITCHED     the target saw the guest, or its producer says so; never by time alone
 * both         CANCELLED    its producer says so
 * SWITCHED     CONVERGING   the target delivers
 * CONVERGING   CLEANING     only the target announces, as the only one, and the reflectors hold that
 * CLEANING     COMPLETED    no other node has anything of the VM
 * </pre>
 */
final class MoveProgress {

    private final RoutingContext context;
    private final Decisions decisions;

    MoveProgress(RoutingContext context, Decisions decisions) {
        this.context = context;
        this.decisions = decisions;
    }

    VmRouting begin(VmRouting state, RoutingInput.Moving by) {
        var before = state.move();
        var free = before == null
                ? state
                : reached(
                        state,
                        before.isOpen() ? MigrationPhase.CANCELLED : MigrationPhase.COMPLETED,
                        true,
                        "another migration began; what is left of this one goes with it");
        var move = Move.begun(by, context.now());
        tell(free, move, null);
        return free.moving(move);
    }

    /** A stop or a start ends it, wherever it is. */
    VmRouting givenUp(VmRouting state) {
        var move = state.move();
        return move == null
                ? state
                : reached(
                        state,
                        move.isOpen() ? MigrationPhase.CANCELLED : MigrationPhase.COMPLETED,
                        true,
                        "the VM was stopped or started anew");
    }

    VmRouting reached(VmRouting state, MigrationPhase phase, boolean proved, @Nullable String detail) {
        var move = state.move();
        if (move == null) {
            return state;
        }
        var next = move.in(phase, proved, context.now());
        tell(state, next, detail);
        return state.moving(phase.isFinal() ? null : next);
    }

    private void tell(VmRouting state, Move move, @Nullable String detail) {
        decisions.tell(new MigrationProgressed(
                state.vm(), move.generation(), move.target(), move.phase(), move.proved(), detail, context.now()));
    }

    /** A target that was not ready in time is given up, before anything further is told to it. */
    VmRouting overdue(VmRouting state) {
        var move = state.openMove();
        return move != null
                        && move.phase() == MigrationPhase.PREPARING
                        && context.isPast(move.since(), context.timing().prepared())
                ? reached(
                        state,
                        MigrationPhase.FAILED,
                        true,
                        move.target() + " was not ready after "
                                + context.timing().prepared().toSeconds() + " s")
                : state;
    }

    VmRouting of(VmRouting state) {
        var known = state;
        for (var next = step(known); !next.equals(known); next = step(known)) {
            known = next;
        }
        return alarmed(known);
    }

    private VmRouting step(VmRouting state) {
        var move = state.move();
        var placement = state.placement();
        if (move == null || placement == null) {
            return state;
        }
        return switch (move.phase()) {
            case PREPARING -> prepared(state, placement, move);
            case SWITCHED -> placement.delivering() ? reached(state, MigrationPhase.CONVERGING, true, null) : state;
            case CONVERGING -> isAlone(state, placement) ? reached(state, MigrationPhase.CLEANING, true, null) : state;
            case CLEANING ->
                others(state, placement).allMatch(Told::isOver)
                        ? reached(state, MigrationPhase.COMPLETED, true, null)
                        : state;
            case READY, COMPLETED, CANCELLED, FAILED -> state;
        };
    }

    private VmRouting prepared(VmRouting state, Placement placement, Move move) {
        var target = state.endpoints().get(move.target());
        var source = state.endpoints().get(placement.node());
        if (target == null || source == null || target.order().armed() == null) {
            return state;
        }
        if (source.order() instanceof Order.Deliver && isAwaited(state, placement, move.target())) {
            return state;
        }
        boolean mayLeave = source.order() instanceof Order.Serve(var _, var successor)
                && move.target().equals(successor)
                && source.seen().forwarding() != null;
        boolean attracted = move.cutover() == CutoverPolicy.STRICT
                || context.isPast(target.heldSince(), context.timing().settle());
        if (mayLeave && attracted && target.forwardsAsTold()) {
            return reached(state, MigrationPhase.READY, true, null);
        }
        return context.isPast(target.at(), context.timing().held())
                ? reached(state, MigrationPhase.READY, false, "not proved in time: " + lacking(target, mayLeave))
                : state;
    }

    /**
     * Whether the VM came from there by a STRICT move and is not announced until that node is silent. A move back must not be ready before: its target is told to leave only
     * when the move is given up, and what is not told to leave is neither talked about nor forced nor waived.
     */
    private static boolean isAwaited(VmRouting state, Placement placement, NodeName target) {
        return state.older().anyMatch(older -> older.getKey().equals(target) && placement.awaits(older.getValue()));
    }

    private String lacking(Told target, boolean mayLeave) {
        if (!target.forwardsAsTold()) {
            return "the target's report";
        }
        return mayLeave ? "the reflectors hold the target's route" : "the source's report";
    }

    private static boolean isAlone(VmRouting state, Placement placement) {
        var there = state.endpoints().get(placement.node());
        boolean settled = there != null
                && there.order() instanceof Order.Serve(var announcement, var _)
                && announcement instanceof Announcement.Normal
                && there.heldSince() != null;
        return settled && others(state, placement).allMatch(other -> other.silentSince() != null);
    }

    private static Stream<Told> others(VmRouting state, Placement placement) {
        return state.endpoints().entrySet().stream()
                .filter(other -> !other.getKey().equals(placement.node()))
                .map(Map.Entry::getValue);
    }

    /** From here on a word stands for a proof, unless the move waits for no such proof yet: then the word is about an earlier one. */
    VmRouting forced(VmRouting state, Force force) {
        var move = state.move();
        return move == null || move.isOpen() ? state : reached(state, move.phase(), false, "forced: " + force);
    }

    /** From here on a policy stands for a proof. */
    VmRouting proceeding(VmRouting state, String lacking) {
        var move = state.move();
        return move == null || move.isOpen()
                ? state
                : reached(state, move.phase(), false, "goes on without proof (strictTimeout PROCEED): " + lacking);
    }

    /** Who forces hears of a move that goes on waiting, and for what. */
    VmRouting notForced(VmRouting state) {
        var move = state.move();
        if (move != null && !move.isOpen()) {
            tell(state, move, "nothing could be forced; it waits: " + lacking(state));
        }
        return state;
    }

    private String lacking(VmRouting state) {
        return Waits.pending(state, context).map(Wait::lacks).distinct().collect(Collectors.joining("; "));
    }

    private VmRouting alarmed(VmRouting state) {
        var move = state.move();
        if (move == null || move.alarmed() || !context.isPast(move.since(), patience(move.phase(), context.timing()))) {
            return state;
        }
        var detail =
                switch (move.phase()) {
                    case READY -> "the guest has not arrived";
                    case SWITCHED -> "the target does not deliver";
                    case CONVERGING -> "it is not proved that only the target announces: " + lacking(state);
                    case CLEANING -> "an older node still has something of the VM: " + lacking(state);
                    case PREPARING, COMPLETED, CANCELLED, FAILED -> null;
                };
        if (detail == null) {
            return state;
        }
        tell(state, move, detail);
        return state.moving(move.asAlarmed());
    }

    /** For how long a phase is nothing to talk about. */
    static Duration patience(MigrationPhase phase, RoutingContext.Timing timing) {
        return switch (phase) {
            case READY -> timing.arrived();
            case CLEANING -> timing.redirectHold().plus(timing.proved());
            case SWITCHED, CONVERGING -> timing.proved();
            case PREPARING, COMPLETED, CANCELLED, FAILED -> timing.prepared();
        };
    }
}
