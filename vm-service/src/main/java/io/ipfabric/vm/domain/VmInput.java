package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can happen to a VM: a command, the same from HTTP and from {@code vm-lifecycle}, or a fact that another service found. */
public sealed interface VmInput {

    /** Said by the VM's producer. It is accepted or refused. */
    sealed interface Command extends VmInput {}

    /** Found by another service. It is never refused; where it says nothing new, nothing changes. */
    sealed interface Fact extends VmInput {}

    /**
     * What the fabric looked like when the command was decided.
     *
     * @param nodeInCluster whether the node that is named is one of the VM's cluster
     * @param nameFree whether no other VM of the cluster has the name, or the interface name that follows from it
     */
    record Surroundings(boolean clusterKnown, boolean nodeInCluster, boolean nameFree) {}

    record CreateVm(VmRequest request, Surroundings surroundings) implements Command {}

    /**
     * @param node absent: where it is placed
     * @param replaces the generation that it supersedes although that was not said to have stopped
     */
    record StartVm(@Nullable NodeName node, @Nullable Generation replaces, Surroundings surroundings)
            implements Command {}

    /** @param node absent: wherever it is */
    record StopVm(@Nullable NodeName node) implements Command {}

    /** @param node absent: wherever it is */
    record DeleteVm(@Nullable NodeName node) implements Command {}

    /** A move of a running VM. */
    sealed interface Migrate extends Command {}

    /**
     * Where a migration leads, and what the fabric knew of it when the command was decided.
     *
     * @param inCluster whether the node is one of the VM's cluster
     * @param usual the cluster's way to move routes
     * @param usualTimeout what a STRICT one does there when the source's withdrawal is not proved in time
     */
    record Destination(NodeName node, boolean inCluster, CutoverPolicy usual, StrictTimeout usualTimeout) {}

    /**
     * Make the target ready.
     *
     * @param id of the migration that may come of it
     * @param source where its producer believes that it runs; absent: wherever it is
     * @param cutover absent: the cluster's
     * @param strictTimeout absent: the cluster's
     */
    record StartMigration(
            UUID id,
            @Nullable NodeName source,
            Destination target,
            @Nullable CutoverPolicy cutover,
            @Nullable StrictTimeout strictTimeout)
            implements Migrate {}

    /**
     * The guest runs on the target now.
     *
     * @param id of the migration that comes of it if none was begun
     */
    record SwitchMigration(UUID id, Destination target) implements Migrate {}

    /** @param named the migration that is to be given up, as it was last stored */
    record CancelMigration(Migration named) implements Migrate {}

    /**
     * An operator's word stands for what the migration waits to be proved of the nodes where the guest was.
     *
     * @param named the migration, as it was last stored
     */
    record ForceMigration(Migration named, Force force) implements Migrate {}

    /** The guest stays where it is. */
    record FailMigration(NodeName target, @Nullable String reason) implements Migrate {}

    /** Said by ipam-service of the VM that was created in {@code generation}. */
    sealed interface AddressFact extends Fact {

        Generation generation();
    }

    record AddressesAllocated(Generation generation, List<AllocatedAddress> addresses) implements AddressFact {}

    record AllocationRefused(Generation generation, Problem problem) implements AddressFact {}

    record AddressesReleased(Generation generation, List<AllocatedAddress> addresses) implements AddressFact {}

    /** Observed of one address; {@code sequence} says of which of its allocations. */
    sealed interface RouteFact extends Fact {

        Address address();

        SequenceNumber sequence();

        /** Of the intent that it answers; absent: there never was one. */
        @Nullable
        Epoch epoch();

        Instant at();
    }

    record RouteAnnounced(Address address, SequenceNumber sequence, NodeName node, Epoch epoch, Instant at)
            implements RouteFact {}

    record RouteConfirmed(Address address, SequenceNumber sequence, NodeName node, Epoch epoch, Instant at)
            implements RouteFact {}

    record RouteWithdrawn(
            Address address,
            SequenceNumber sequence,
            @Nullable Epoch epoch,
            Instant at) implements RouteFact {}

    /** @param announced whether the node announces it still: then a reflector does not hold it */
    record RouteDrifted(
            Address address, SequenceNumber sequence, NodeName node, Epoch epoch, boolean announced, Instant at)
            implements RouteFact {}

    /**
     * Observed by routing-service, which is the judge of whether the guest arrived before the migration was given up.
     *
     * @param generation which migration
     * @param proved whether every step up to here was proved
     * @param detail why it failed, or what it waits for although the time is over; absent: all is well
     */
    record MigrationProgressed(
            Generation generation,
            NodeName target,
            MigrationPhase phase,
            boolean proved,
            @Nullable String detail,
            Instant at)
            implements Fact {}
}
