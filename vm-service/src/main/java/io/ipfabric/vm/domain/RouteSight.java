package io.ipfabric.vm.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.vm.domain.VmInput.RouteAnnounced;
import io.ipfabric.vm.domain.VmInput.RouteConfirmed;
import io.ipfabric.vm.domain.VmInput.RouteDrifted;
import io.ipfabric.vm.domain.VmInput.RouteFact;
import io.ipfabric.vm.domain.VmInput.RouteWithdrawn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was last observed of an address's route. A fact of a higher sequence or epoch begins a new sight, a lower one is history;
 * {@code announced} and {@code confirmed} are proved apart, and never the one by the other.
 *
 * @param node that carries it; absent: none
 * @param epoch of the intent that the observation answers; absent: there never was one
 * @param announced the node's FRR advertises it
 * @param confirmed the reflectors hold it
 * @param since when this was observed first
 */
public record RouteSight(
        Address address,
        SequenceNumber sequence,
        @Nullable NodeName node,
        @Nullable Epoch epoch,
        boolean announced,
        boolean confirmed,
        Instant since) {

    static RouteSight first(RouteFact fact) {
        return new RouteSight(fact.address(), fact.sequence(), null, null, false, false, fact.at()).after(fact);
    }

    boolean isAnnouncedOn(NodeName there) {
        return announced && there.equals(node);
    }

    boolean isConfirmedOn(NodeName there) {
        return confirmed && there.equals(node);
    }

    RouteSight after(RouteFact fact) {
        if (isAfter(fact)) {
            return this;
        }
        var next =
                switch (fact) {
                    case RouteAnnounced(var _, var seq, var on, var at, var _) ->
                        sight(fact, on, at, true, confirmed && isOf(seq, at));
                    case RouteConfirmed(var _, var seq, var on, var at, var _) ->
                        sight(fact, on, at, announced && isOf(seq, at), true);
                    case RouteWithdrawn(var _, var _, var at, var _) ->
                        sight(fact, null, at == null ? epoch : at, false, false);
                    case RouteDrifted(var _, var seq, var on, var at, var still, var _) ->
                        sight(fact, on, at, still && announced && isOf(seq, at), false);
                };
        return next.sees(this) ? this : next;
    }

    private boolean isAfter(RouteFact fact) {
        int bySequence = sequence.compareTo(fact.sequence());
        return bySequence > 0
                || (bySequence == 0 && epoch != null && fact.epoch() != null && epoch.isAfter(fact.epoch()));
    }

    private boolean isOf(SequenceNumber otherSequence, Epoch otherEpoch) {
        return sequence.equals(otherSequence) && otherEpoch.equals(epoch);
    }

    /** Told again, it is not seen anew: {@code since} stays. */
    private boolean sees(RouteSight other) {
        return new RouteSight(address, sequence, node, epoch, announced, confirmed, other.since).equals(other);
    }

    private static RouteSight sight(
            RouteFact fact, @Nullable NodeName node, @Nullable Epoch epoch, boolean announced, boolean confirmed) {
        return new RouteSight(fact.address(), fact.sequence(), node, epoch, announced, confirmed, fact.at());
    }
}
