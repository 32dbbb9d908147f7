package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a VM's routes. */
public sealed interface RoutingInput {

    record VmPlaced(Placement placement) implements RoutingInput {}

    record VmStarted(NodeName node, Generation generation) implements RoutingInput {}

    record VmStopped(Generation generation) implements RoutingInput {}

    record VmDeleted(Generation generation) implements RoutingInput {}

    /** Where a live migration leads, and how. */
    sealed interface Moving extends RoutingInput {

        NodeName target();

        /** Of the placement on the target: it names the migration in all that is said of it. */
        Generation generation();

        CutoverPolicy cutover();

        StrictTimeout strictTimeout();
    }

    record MigrationStarted(NodeName target, Generation generation, CutoverPolicy cutover, StrictTimeout strictTimeout)
            implements Moving {}

    /** The producer says that the guest is on the target. */
    record MigrationSwitched(NodeName target, Generation generation, CutoverPolicy cutover, StrictTimeout strictTimeout)
            implements Moving {}

    record MigrationCancelled(Generation generation) implements RoutingInput {}

    /**
     * An operator says that the nodes that are waited for announce nothing any more.
     *
     * @param move the generation of the migration that waits; absent: whatever waits
     */
    record SilenceForced(@Nullable Generation move, Force force) implements RoutingInput {}

    /** The VM that was created in the generation {@code life} owns these. */
    record AddressesAllocated(Generation life, List<RoutedAddress> addresses) implements RoutingInput {}

    /** The VM that was created in the generation {@code life} owns none any more. */
    record AddressesReleased(Generation life) implements RoutingInput {}

    record EndpointReported(RouteReport report) implements RoutingInput {}

    /** A reflector came to hold another path of one of its addresses, or can be seen better or worse. */
    record ReflectorsSeen() implements RoutingInput {}

    /** Something that was waited for may be due. */
    record TimePassed() implements RoutingInput {}

    /** A node or cluster became known, changed or went. */
    record FabricChanged() implements RoutingInput {}
}
