package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.IpamInput.Deleted;
import io.ipfabric.ipam.domain.IpamInput.Rechecked;
import io.ipfabric.ipam.domain.IpamInput.RouteEnded;
import io.ipfabric.ipam.domain.IpamInput.Wanted;
import io.ipfabric.ipam.domain.Tenancy.Allocated;
import io.ipfabric.ipam.domain.Tenancy.Releasing;
import io.ipfabric.ipam.domain.Tenancy.Vacant;
import io.ipfabric.ipam.domain.Tenancy.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who holds what, from what happened. Pure and total; a repeated input changes nothing more.
 *
 * <p>First it is asked whether a creation or deletion is <b>of the past</b>: of an earlier life than the tenancy's, or the creation of a
 * life that was refused or deleted. It was answered then, it changes nothing, and nobody waits for an answer. What is left:
 *
 * <table>
 * <caption>state × input → state [published]; a dot: ignored</caption>
 * <tr><th></th><th>Wanted</th><th>Deleted</th><th>RouteEnded</th><th>Rechecked</th></tr>
 * <tr><td>Vacant</td>
 *   <td>offered: Allocated [AddressesAllocated]; unknown pool: Waiting; refused: Vacant [AllocationRefused]</td>
 *   <td>Vacant [AddressesReleased, none]: of a refused VM, or repeated</td><td>·</td><td>·</td></tr>
 * <tr><td>Waiting</td>
 *   <td>as Vacant, for the newer request and the first deadline</td>
 *   <td>Vacant [AddressesReleased, none]</td><td>·</td>
 *   <td>as Vacant; unknown pool: Waiting, after the deadline Vacant [AllocationRefused]</td></tr>
 * <tr><td>Allocated</td>
 *   <td>Allocated [the same AddressesAllocated, of the newer life]</td>
 *   <td>Releasing; all routes had ended: Vacant [AddressesReleased]</td>
 *   <td>Allocated, end noted</td><td>·</td></tr>
 * <tr><td>Releasing</td>
 *   <td>Releasing, of the newer life [AllocationRefused]</td>
 *   <td>·</td>
 *   <td>Releasing, end noted; the last: Vacant [AddressesReleased]</td><td>·</td></tr>
 * </table>
 *
 * <p>The end of a route that names another sequence number is about another owner's time and changes nothing. It comes on another topic
 * than the deletion that caused it and may be heard first, so it is noted.
 *
 * <p>Each fact names the life that it answers. vm-service creates a VM only after it was told that the earlier one of this id is released;
 * were it otherwise, the answers would still name the newest life, so that nobody waits for ever.
 *
 * <p>A refused life holds nothing and gets nothing later: its VM can only be deleted, and may then be created again.
 */
public final class IpamDecider {

    /** How long a request waits for a pool that is not known. */
    public static final Duration UNKNOWN_POOL_WAIT = Duration.ofSeconds(2);

    private IpamDecider() {}

    public static Transition decide(VmId vm, Tenancy state, IpamInput input) {
        if (isOfThePast(state, input)) {
            return Transition.to(state);
        }
        return switch (state) {
            case Vacant vacant -> decide(vm, vacant, input);
            case Waiting waiting -> decide(vm, waiting, input);
            case Allocated allocated -> decide(vm, allocated, input);
            case Releasing releasing -> decide(vm, releasing, input);
        };
    }

    private static boolean isOfThePast(Tenancy state, IpamInput input) {
        var life = state.life();
        return life != null
                && switch (input) {
                    case Wanted wanted -> life.isAfter(wanted.life()) || (life.equals(wanted.life()) && isOver(state));
                    case Deleted deleted -> life.isAfter(deleted.generation());
                    case RouteEnded _, Rechecked _ -> false;
                };
    }

    /** Whether the life was answered for good. */
    private static boolean isOver(Tenancy state) {
        return switch (state) {
            case Vacant _, Releasing _ -> true;
            case Waiting _, Allocated _ -> false;
        };
    }

    private static Transition decide(VmId vm, Vacant state, IpamInput input) {
        return switch (input) {
            case Wanted(var life, var request, var offer, var now) ->
                answered(vm, offer, new Waiting(life, request, now.plus(UNKNOWN_POOL_WAIT)), now);
            case Deleted(var generation, var _) -> nothingHeld(vm, state.life() == null ? generation : state.life());
            case RouteEnded _, Rechecked _ -> Transition.to(state);
        };
    }

    private static Transition decide(VmId vm, Waiting state, IpamInput input) {
        return switch (input) {
            case Wanted(var life, var request, var offer, var now) ->
                answered(vm, offer, new Waiting(life, request, state.until()), now);
            case Rechecked(var offer, var now) -> answered(vm, offer, state, now);
            case Deleted _ -> nothingHeld(vm, state.life());
            case RouteEnded _ -> Transition.to(state);
        };
    }

    private static Transition decide(VmId vm, Allocated state, IpamInput input) {
        return switch (input) {
            case Wanted wanted ->
                Transition.to(
                        state.in(wanted.life()),
                        new AddressesAllocated(vm, wanted.life(), Tenancy.allocations(state.addresses())));
            case Deleted(var _, var now) -> settled(vm, state.deleted(), now);
            case RouteEnded ended -> Transition.to(state.routeEnded(ended.address(), ended.sequence()));
            case Rechecked _ -> Transition.to(state);
        };
    }

    private static Transition decide(VmId vm, Releasing state, IpamInput input) {
        return switch (input) {
            case Wanted wanted ->
                Transition.to(state.in(wanted.life()), new AllocationRefused(vm, wanted.life(), stillReleasing(vm)));
            case RouteEnded(var address, var sequence, var now) ->
                settled(vm, state.routeEnded(address, sequence), now);
            case Deleted _, Rechecked _ -> Transition.to(state);
        };
    }

    private static Transition nothingHeld(VmId vm, Generation life) {
        return Transition.to(new Vacant(life), new AddressesReleased(vm, life, List.of()));
    }

    private static Transition answered(VmId vm, Offer offer, Waiting waiting, Instant now) {
        return switch (offer) {
            case Offer.Offered offered ->
                new Transition(
                        new Allocated(waiting.life(), offered.addresses()),
                        offered,
                        List.of(),
                        List.of(new AddressesAllocated(vm, waiting.life(), Tenancy.allocations(offered.addresses()))));
            case Offer.Unknown(var problem) ->
                waiting.isOver(now) ? refused(vm, waiting.life(), problem) : Transition.to(waiting);
            case Offer.Refused(var problem) -> refused(vm, waiting.life(), problem);
        };
    }

    private static Transition refused(VmId vm, Generation life, Problem problem) {
        return Transition.to(new Vacant(life), new AllocationRefused(vm, life, problem));
    }

    private static Transition settled(VmId vm, Releasing state, Instant now) {
        return state.isComplete()
                ? Transition.releasing(
                        state.life(),
                        state.released(now),
                        new AddressesReleased(vm, state.life(), Tenancy.allocations(state.addresses())))
                : Transition.to(state);
    }

    private static Problem stillReleasing(VmId vm) {
        return Problem.ofField(
                ProblemType.WRONG_STATE,
                "vm",
                "an earlier VM " + vm + " is deleted, and the routes of its addresses are not yet proved withdrawn");
    }
}
