package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that a person gives to an owner that is no VM. Nothing of it is published: nobody routes them for us.
 *
 * <table>
 * <caption>what the address is × request</caption>
 * <tr><th></th><th>give</th><th>take back</th></tr>
 * <tr><td>free</td><td>allocated</td><td>refused: not found</td></tr>
 * <tr><td>the owner's own already</td><td>kept: the same request again</td><td>cools down</td></tr>
 * <tr><td>a VM's (allocated, releasing)</td><td>refused: taken</td><td>refused: in use</td></tr>
 * <tr><td>cooling down</td><td>refused: taken</td><td>nothing to do</td></tr>
 * </table>
 *
 * <p>Without a named address an owner has one address of a pool: asking again gives the same, so that a request may be repeated.
 */
public final class ManualDecider {

    private static final String FIELD = "address";

    private ManualDecider() {}

    /** The answer to a request for an address. */
    public sealed interface Given {
        record Kept(Address address) implements Given {}

        record Taken(Offer.Offered offer) implements Given {}

        record Refused(Problem problem) implements Given {}
    }

    /** The answer to a request to take an address back. */
    public sealed interface TakenBack {
        record Freed(Released released) implements TakenBack {}

        record Nothing() implements TakenBack {}

        record Refused(Problem problem) implements TakenBack {}
    }

    /**
     * @param named absent: any of the pool
     * @param held what the owner has of the pool
     * @param offer for that request, of the pool alone
     */
    public static Given give(@Nullable Address named, List<Address> held, Offer offer) {
        var kept = named == null
                ? held.stream().findFirst()
                : held.stream().filter(named::equals).findFirst();
        if (kept.isPresent()) {
            return new Given.Kept(kept.get());
        }
        return switch (offer) {
            case Offer.Offered offered -> new Given.Taken(offered);
            case Offer.Unknown(var problem) -> new Given.Refused(ofThisRequest(problem));
            case Offer.Refused(var problem) -> new Given.Refused(ofThisRequest(problem));
        };
    }

    /** @param allocation absent: the address is free */
    public static TakenBack takeBack(Address address, @Nullable Allocation allocation, Instant now) {
        if (allocation == null) {
            return new TakenBack.Refused(Problem.of(ProblemType.NOT_FOUND, address + " is not allocated"));
        }
        return switch (allocation.state()) {
            case AllocationState.Allocated(Owner.Manual _) ->
                new TakenBack.Freed(new Released(allocation.allocated(), now.plus(allocation.cooldown())));
            case AllocationState.Allocated(Owner.Vm(var vm)) ->
                new TakenBack.Refused(inUse(address, vm + ": delete it"));
            case AllocationState.Releasing(var vm) ->
                new TakenBack.Refused(inUse(address, vm + ", which is deleted; its route is not yet proved withdrawn"));
            case AllocationState.CoolingDown _ -> new TakenBack.Nothing();
        };
    }

    private static Problem inUse(Address address, String by) {
        return Problem.of(ProblemType.IN_USE, address + " belongs to VM " + by);
    }

    /** The picker names the fields of a VM's request; this one has a single address, or no field that is wrong. */
    private static Problem ofThisRequest(Problem problem) {
        return problem.type() == ProblemType.POOL_EXHAUSTED
                ? Problem.of(problem.type(), problem.detail())
                : Problem.ofField(problem.type(), FIELD, problem.detail());
    }
}
