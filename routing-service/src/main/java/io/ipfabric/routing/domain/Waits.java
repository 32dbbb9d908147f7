package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.Wait.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a VM's routes wait for. None of these is ever assumed when its time is over: it is talked about, and may be forced where that is said. That a
 * STRICT move is to go on without proof ({@link WaivedProofs}) ends no wait: then it is SOURCE_GONE, as old as it was.
 *
 * <pre>
 * wait              while                                                        time     when it is over
 * ROUTE_HELD        a move's target announces, and is not held                   5 s      before the switch READY, unproved; after it: the source stays
 * GUEST_ARRIVED     READY                                                        15 min   ·
 * TARGET_DELIVERS   SWITCHED                                                     30 s     ·
 * SOURCE_WITHDRAWN  the VM's node is to Deliver, another one is to leave         30 s     HOLD: force. PROCEED: the VM's node is to Serve, unproved
 * SOURCE_GONE       the VM's node is to Serve, another one is to leave           30 s     force
 * STOPPED           the VM is stopped, a node is to leave                        30 s     force
 * REMOVED           a node is silent, and was told to Remove                     30 s     force
 * RELEASED          the VM is deleted, a node is to Remove                       30 s     force
 * </pre>
 *
 * To leave is {@link Order.Leaving}, not proved to be silent. A node that was forced is not waited for.
 */
public final class Waits {

    private final VmRouting state;
    private final RoutingContext context;

    private Waits(VmRouting state, RoutingContext context) {
        this.state = state;
        this.context = context;
    }

    /** Those whose time is over. */
    static List<Wait> overdue(VmRouting state, RoutingContext context) {
        return new Waits(state, context)
                .all()
                .filter(wait -> !wait.deadline().isAfter(context.now()))
                .map(Pending::named)
                .toList();
    }

    /** What an operator may force now. All of a migration that was talked about may be, although a step of it began later. */
    static List<Wait> forceable(VmRouting state, RoutingContext context) {
        boolean alarmed = state.move() != null && state.move().alarmed();
        return new Waits(state, context)
                .all()
                .filter(wait -> wait.kind().isForceable())
                .filter(wait -> alarmed || !wait.deadline().isAfter(context.now()))
                .map(Pending::named)
                .toList();
    }

    static Stream<Wait> pending(VmRouting state, RoutingContext context) {
        return new Waits(state, context).all().map(Pending::named);
    }

    /** What is lacking is looked for only of those that are talked about. */
    private record Pending(Kind kind, NodeName node, Instant since, Duration patience, Supplier<String> lacks) {

        Instant deadline() {
            return since.plus(patience);
        }

        Wait named() {
            return new Wait(kind, node, since, deadline(), lacks.get());
        }
    }

    private Stream<Pending> all() {
        return Stream.concat(ofMove(), ofLeaving());
    }

    private Stream<Pending> ofMove() {
        var move = state.move();
        if (move == null) {
            return Stream.of();
        }
        var phase = move.phase();
        var ofGuest =
                switch (phase) {
                    case READY -> of(Kind.GUEST_ARRIVED, move, () -> "the guest has not arrived");
                    case SWITCHED ->
                        of(Kind.TARGET_DELIVERS, move, () -> move.target() + " does not deliver to the guest");
                    case PREPARING, CONVERGING, CLEANING, COMPLETED, CANCELLED, FAILED -> Stream.<Pending>of();
                };
        return Stream.concat(ofGuest, ofTarget(move.target(), state.endpoints().get(move.target())));
    }

    private Stream<Pending> of(Kind kind, Move move, Supplier<String> lacks) {
        return Stream.of(new Pending(
                kind, move.target(), move.since(), MoveProgress.patience(move.phase(), context.timing()), lacks));
    }

    private Stream<Pending> ofTarget(NodeName node, @Nullable Told told) {
        return told != null && told.order() instanceof Order.Announced && told.heldSince() == null
                ? Stream.of(new Pending(
                        Kind.ROUTE_HELD, node, told.at(), context.timing().held(), () -> new Lacking(context)
                                .toBeHeld(node, told)))
                : Stream.of();
    }

    private Stream<Pending> ofLeaving() {
        return state.endpoints().entrySet().stream().flatMap(endpoint -> {
            var told = endpoint.getValue();
            var kind = kindOf(told);
            return kind == null
                    ? Stream.of()
                    : Stream.of(new Pending(
                            kind, endpoint.getKey(), told.at(), context.timing().proved(), () -> new Lacking(context)
                                    .toBeGone(endpoint.getKey(), told)));
        });
    }

    private @Nullable Kind kindOf(Told told) {
        if (!(told.order() instanceof Order.Leaving) || told.isOver() || told.isGone()) {
            return null;
        }
        if (state.deleted() && !state.ended()) {
            return Kind.RELEASED;
        }
        if (told.silentSince() != null) {
            return told.isRemoved() ? Kind.REMOVED : null;
        }
        var placement = state.placement();
        if (placement == null || !placement.running()) {
            return Kind.STOPPED;
        }
        var there = state.endpoints().get(placement.node());
        return there != null && there.order() instanceof Order.Deliver ? Kind.SOURCE_WITHDRAWN : Kind.SOURCE_GONE;
    }

    /** When something is due next, if nothing happens before; it is then decided with {@link RoutingInput.TimePassed}. */
    static Optional<Instant> due(VmRouting state, RoutingContext context) {
        var waits = new Waits(state, context);
        return Stream.of(waits.all().map(Pending::deadline), waits.dueOfMove(), waits.dueOfEndpoints())
                .flatMap(dues -> dues)
                .filter(instant -> instant.isAfter(context.now()))
                .min(Instant::compareTo);
    }

    private Stream<Instant> dueOfMove() {
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
    private Stream<Instant> dueOfEndpoints() {
        if (state.endpoints().size() < 2) {
            return Stream.of();
        }
        var timing = context.timing();
        return state.endpoints().values().stream().flatMap(told -> {
            var followed = after(told.heldSince(), timing.settle());
            var over = told.order() instanceof Order.RedirectQuietly
                    ? after(told.silentSince(), timing.holdOf(told))
                    : Stream.<Instant>of();
            return Stream.concat(followed, over);
        });
    }

    private static Stream<Instant> after(@Nullable Instant since, Duration time) {
        return since == null ? Stream.of() : Stream.of(since.plus(time));
    }

    /** Whether what reflectors hold, or how well they are seen, may prove something that is not proved yet. */
    public static boolean forReflectors(VmRouting state) {
        return state.endpoints().values().stream()
                .anyMatch(told -> told.order() instanceof Order.Announced
                        ? told.heldSince() == null
                                || !told.facts().confirmed().equals(told.seen().announced())
                        : told.silentSince() == null);
    }
}
