package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
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
 * <table>
 * <caption>state × input → state [published]; a dot: ignored</caption>
 * <tr><th></th><th>Wanted</th><th>Deleted</th><th>RouteEnded</th><th>Rechecked</th></tr>
 * <tr><td>Vacant</td>
 *   <td>offered: Allocated [AddressesAllocated]; unknown pool: Waiting; refused: Vacant [AllocationRefused]</td>
 *   <td>Vacant [AddressesReleased, none]</td><td>·</td><td>·</td></tr>
 * <tr><td>Waiting</td>
 *   <td>as Vacant, for the newer request and the first deadline</td>
 *   <td>Vacant [AddressesReleased, none]</td><td>·</td>
 *   <td>as Vacant; unknown pool: Waiting, after the deadline Vacant [AllocationRefused]</td></tr>
 * <tr><td>Allocated</td>
 *   <td>Allocated [the same AddressesAllocated]</td>
 *   <td>Releasing; all routes had ended: Vacant [AddressesReleased]</td>
 *   <td>Allocated, end noted</td><td>·</td></tr>
 * <tr><td>Releasing</td>
 *   <td>Releasing [AllocationRefused]</td>
 *   <td>·</td>
 *   <td>Releasing, end noted; the last: Vacant [AddressesReleased]</td><td>·</td></tr>
 * </table>
 *
 * <p>The end of a route that names another sequence number is about another owner's time and changes nothing. It comes on another topic
 * than the deletion that caused it and may be heard first, so it is noted.
 *
 * <p>A refusal leaves nothing behind: the same VM may be created again when a pool was added.
 */
public final class IpamDecider {

    /** How long a request waits for a pool that is not known. */
    public static final Duration UNKNOWN_POOL_WAIT = Duration.ofSeconds(2);

    private IpamDecider() {}

    public static Transition decide(VmId vm, Tenancy state, IpamInput input) {
        return switch (state) {
            case Vacant vacant -> decide(vm, vacant, input);
            case Waiting waiting -> decide(vm, waiting, input);
            case Allocated allocated -> decide(vm, allocated, input);
            case Releasing releasing -> decide(vm, releasing, input);
        };
    }

    private static Transition decide(VmId vm, Vacant state, IpamInput input) {
        return switch (input) {
            case Wanted(var request, var offer, var now) ->
                answered(vm, offer, new Waiting(request, now.plus(UNKNOWN_POOL_WAIT)), now);
            case Deleted _ -> Transition.to(state, new AddressesReleased(vm, List.of()));
            case RouteEnded _, Rechecked _ -> Transition.to(state);
        };
    }

    private static Transition decide(VmId vm, Waiting state, IpamInput input) {
        return switch (input) {
            case Wanted(var request, var offer, var now) ->
                answered(vm, offer, new Waiting(request, state.until()), now);
            case Rechecked(var offer, var now) -> answered(vm, offer, state, now);
            case Deleted _ -> Transition.to(new Vacant(), new AddressesReleased(vm, List.of()));
            case RouteEnded _ -> Transition.to(state);
        };
    }

    private static Transition decide(VmId vm, Allocated state, IpamInput input) {
        return switch (input) {
            case Wanted _ -> Transition.to(state, new AddressesAllocated(vm, Tenancy.allocations(state.addresses())));
            case Deleted(var now) -> settled(vm, state.deleted(), now);
            case RouteEnded ended -> Transition.to(state.routeEnded(ended.address(), ended.sequence()));
            case Rechecked _ -> Transition.to(state);
        };
    }

    private static Transition decide(VmId vm, Releasing state, IpamInput input) {
        return switch (input) {
            case Wanted _ -> Transition.to(state, new AllocationRefused(vm, stillReleasing(vm)));
            case RouteEnded(var address, var sequence, var now) ->
                settled(vm, state.routeEnded(address, sequence), now);
            case Deleted _, Rechecked _ -> Transition.to(state);
        };
    }

    private static Transition answered(VmId vm, Offer offer, Waiting waiting, Instant now) {
        return switch (offer) {
            case Offer.Offered offered ->
                new Transition(
                        new Allocated(offered.addresses()),
                        offered,
                        List.of(),
                        List.of(new AddressesAllocated(vm, Tenancy.allocations(offered.addresses()))));
            case Offer.Unknown(var problem) ->
                waiting.isOver(now)
                        ? Transition.to(new Vacant(), new AllocationRefused(vm, problem))
                        : Transition.to(waiting);
            case Offer.Refused(var problem) -> Transition.to(new Vacant(), new AllocationRefused(vm, problem));
        };
    }

    private static Transition settled(VmId vm, Releasing state, Instant now) {
        return state.isComplete()
                ? Transition.releasing(
                        state.released(now), new AddressesReleased(vm, Tenancy.allocations(state.addresses())))
                : Transition.to(state);
    }

    private static Problem stillReleasing(VmId vm) {
        return Problem.ofField(
                ProblemType.WRONG_STATE,
                "vm",
                "an earlier VM " + vm + " is deleted, and the routes of its addresses are not yet proved withdrawn");
    }
}
