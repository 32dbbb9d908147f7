package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a VM's life, as whoever follows it is told. The records are stored and sent as they are written here: their components are public, and
 * are only added to.
 */
public sealed interface LifeEvent {

    /** By this service's clock, when it decided. */
    Instant at();

    /**
     * The shown state or the placement changed.
     *
     * @param problem why it was refused; only in state REFUSED
     */
    record StateChanged(
            Instant at,
            VmStatus state,
            NodeName node,
            Generation generation,
            @Nullable Problem problem) implements LifeEvent {}

    /** @param addresses all that it has now */
    record AddressesChanged(Instant at, List<Address> addresses) implements LifeEvent {}

    /**
     * Another thing was observed of the route to an address.
     *
     * @param node that carries it; absent: none
     * @param epoch of the intent that the observation answers
     * @param since when it was observed, by routing-service's clock; as {@code at} where a route ended with its allocation, and no observation was heard
     */
    record RouteChanged(
            Instant at,
            Address address,
            RouteChange change,
            @Nullable NodeName node,
            @Nullable Epoch epoch,
            Instant since)
            implements LifeEvent {}

    enum RouteChange {
        /** The node's FRR advertises it. */
        ANNOUNCED,
        /** The reflectors hold it. */
        CONFIRMED,
        /** No node carries it. */
        WITHDRAWN,
        /** It is not what it should be any more, and is repaired. */
        DRIFTED
    }

    /**
     * A migration came to a phase, or something else was found out about the one that it is in.
     *
     * @param proved absent: routing-service has not spoken of this phase yet
     * @param detail why it was given up, or what it waits for
     */
    record MigrationChanged(
            Instant at,
            UUID id,
            MigrationPhase phase,
            NodeName source,
            NodeName target,
            CutoverPolicy cutover,
            @Nullable Boolean proved,
            @Nullable String detail)
            implements LifeEvent {}

    /** Something was asked of the VM and refused; nothing changed. */
    record CommandRejected(Instant at, Problem problem) implements LifeEvent {}

    /** Its addresses are given back, and there is no such VM any more: the last event of a life. */
    record Gone(Instant at) implements LifeEvent {}
}
