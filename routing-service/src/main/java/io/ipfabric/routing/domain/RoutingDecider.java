package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.AddressesReleased;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.FabricChanged;
import io.ipfabric.routing.domain.RoutingInput.MigrationCancelled;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.MigrationSwitched;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.ipfabric.routing.domain.RoutingInput.SilenceForced;
import io.ipfabric.routing.domain.RoutingInput.TimePassed;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmPlaced;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStopped;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides in four steps, all pure.
 *
 * <ol>
 *   <li><b>Learn</b>: the input changes what is known.
 *   <li><b>Prove</b> ({@link Proofs}): what is known is compared with what reflectors hold; what is proved or disproved becomes a fact for everyone. What is not
 *       proved in time may be waived ({@link WaivedProofs}).
 *   <li><b>Converge</b> ({@link WantedOrders}): each node is compared with what it should carry, and told where it differs.
 *   <li><b>Progress</b> ({@link MoveProgress}): how far a live migration is, and what it waits for too long.
 * </ol>
 *
 * Nothing depends on how the knowledge was reached, so inputs of different topics may come in any order, and a repeated one changes nothing.
 */
public final class RoutingDecider {

    private final RoutingContext context;
    private final Decisions decisions;
    private final MoveProgress progress;
    private final Proofs proofs;

    private RoutingDecider(RoutingContext context) {
        this.context = context;
        decisions = new Decisions(context.firstEpoch());
        progress = new MoveProgress(context, decisions);
        proofs = new Proofs(context, decisions);
    }

    public static RoutingTransition decide(VmRouting state, RoutingInput input, RoutingContext context) {
        var decider = new RoutingDecider(context);
        var known = decider.learn(state, input);
        var proved = decider.proofs.of(decider.progress.overdue(known));
        var waived = new WaivedProofs(context, decider.decisions, decider.progress).of(proved);
        var converged = new Convergence(context, decider.decisions).of(waived);
        var ended = decider.ended(decider.progress.of(converged));
        var settled = ended.remainder();
        var after = settled.waiting(Waits.overdue(settled, context));
        return new RoutingTransition(
                after, decider.decisions.effects(), Waits.due(after, context).orElse(null));
    }

    private VmRouting learn(VmRouting state, RoutingInput input) {
        return switch (input) {
            case VmPlaced(var placement) -> state.isNews(placement.generation()) ? state.created(placement) : state;
            case VmStarted(var node, var generation) -> {
                var placement = current(state, generation);
                yield placement == null || placement.isStartedIn(generation)
                        ? state
                        : progress.givenUp(state).placed(placement.startedOn(node, generation));
            }
            case VmStopped(var generation) -> {
                var placement = current(state, generation);
                yield placement == null ? state : progress.givenUp(state).placed(placement.stopped(generation));
            }
            case VmDeleted(var generation) -> deleted(state, generation);
            case MigrationStarted started -> begun(state, started);
            case MigrationSwitched switched -> switched(state, switched);
            case MigrationCancelled(var generation) -> cancelled(state, generation);
            case SilenceForced forced -> forced(state, forced);
            case AddressesAllocated(var life, var addresses) ->
                state.isOver(life) ? state : state.with(new Allotment(life, addresses));
            case AddressesReleased(var life) ->
                state.isOver(life)
                        ? state
                        : state.with(new Allotment(life, List.of())).settled();
            case EndpointReported(var report) -> reported(state, report);
            case FabricChanged(), ReflectorsSeen(), TimePassed() -> state;
        };
    }

    /** The placement that a fact of this generation may change; null if the fact is of the past. */
    private static @Nullable Placement current(VmRouting state, Generation generation) {
        var placement = state.placement();
        return placement == null || state.deleted() || placement.generation().isAfter(generation) ? null : placement;
    }

    private static VmRouting deleted(VmRouting state, Generation generation) {
        boolean told = state.placement() == null ? state.isNews(generation) : current(state, generation) != null;
        return told ? state.asDeleted().settled() : state;
    }

    private VmRouting begun(VmRouting state, MigrationStarted started) {
        if (!isNews(state, started.generation())) {
            return state;
        }
        return progress.begin(state, started);
    }

    private static boolean isNews(VmRouting state, Generation generation) {
        var placement = state.placement();
        var move = state.move();
        return placement != null
                && !state.deleted()
                && placement.running()
                && generation.isAfter(placement.generation())
                && (move == null || generation.isAfter(move.generation()));
    }

    private VmRouting switched(VmRouting state, MigrationSwitched switched) {
        var placement = state.placement();
        if (placement == null
                || state.deleted()
                || !placement.running()
                || !switched.generation().isAfter(placement.generation())) {
            return state;
        }
        var moving = isNews(state, switched.generation()) ? progress.begin(state, switched) : state;
        return arrived(moving);
    }

    /** The guest is on the target of the open migration. */
    private VmRouting arrived(VmRouting state) {
        var placement = state.placement();
        var move = state.openMove();
        return placement == null || move == null
                ? state
                : progress.reached(state.movedBy(placement, move), MigrationPhase.SWITCHED, true, null);
    }

    /** Whichever is heard first counts: the arrival of the guest, or that it is not to come. */
    private VmRouting cancelled(VmRouting state, Generation generation) {
        var move = state.openMove();
        return move != null && move.generation().equals(generation)
                ? progress.reached(state, MigrationPhase.CANCELLED, true, null)
                : state;
    }

    /** An operator's word counts where it was waited for too long already. What it does not help is said, and nothing else happens. */
    private VmRouting forced(VmRouting state, SilenceForced input) {
        var move = state.move();
        if (input.move() != null && (move == null || !move.generation().equals(input.move()))) {
            return state;
        }
        var waits = Waits.forceable(state, context);
        if (waits.isEmpty()) {
            return progress.notForced(state);
        }
        var endpoints = new TreeMap<>(state.endpoints());
        for (var wait : waits) {
            endpoints.computeIfPresent(wait.node(), (node, told) -> {
                decisions.tell(
                        new RouteEvent.SilenceForced(state.vm(), node, told.epoch(), input.force(), context.now()));
                return told.forced(context.now());
            });
        }
        return progress.forced(state.withEndpoints(endpoints), input.force());
    }

    private VmRouting reported(VmRouting state, RouteReport report) {
        var told = state.endpoints().get(report.node());
        if (told == null || !told.epoch().equals(report.epoch())) {
            return state;
        }
        var endpoints = new TreeMap<>(state.endpoints());
        endpoints.put(report.node(), proofs.reported(state, told, report));
        var known = state.withEndpoints(endpoints);
        boolean local = report.forwarding() instanceof Forwarding.Local;
        var move = known.openMove();
        if (local
                && move != null
                && move.target().equals(report.node())
                && told.order().armed() != null) {
            known = arrived(known);
        }
        var placement = known.placement();
        return local
                        && placement != null
                        && placement.running()
                        && placement.node().equals(report.node())
                ? known.placed(placement.seenDelivering())
                : known;
    }

    /** The end of a deleted VM's routes: told once, when no node is left that might announce. */
    private VmRouting ended(VmRouting state) {
        if (!state.deleted()
                || state.ended()
                || !state.endpoints().values().stream().allMatch(Told::isOver)
                || state.addresses().isEmpty()) {
            return state;
        }
        for (var address : state.addresses()) {
            decisions.tell(new RouteWithdrawn(
                    state.vm(), address.address(), address.sequence(), null, null, !state.told(), true, context.now()));
        }
        return state.asEnded();
    }
}
