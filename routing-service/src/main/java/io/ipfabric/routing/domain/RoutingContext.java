package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import java.time.Instant;
import java.util.Map;

/**
 * What a decision needs from outside the VM.
 *
 * @param nodes gateways of each node that the fabric has; a node that is not in it cannot be told anything
 * @param firstEpoch of a block of {@value #EPOCHS} that no other decision has
 */
public record RoutingContext(Instant now, Epoch firstEpoch, Map<NodeName, Gateways> nodes) {

    /** A decision changes at most the old endpoints (one a rank of preference) and a new one. */
    public static final int EPOCHS = 16;
}
