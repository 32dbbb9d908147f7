package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import org.jspecify.annotations.Nullable;

/** What is to be done about it. */
public sealed interface RoutingEffect {

    /**
     * Publish an intent, and count it in the node's manifest.
     *
     * @param superseded epoch of the intent of the same endpoint that the manifest counts now; absent: it counts none
     */
    record Instruct(EndpointIntent intent, @Nullable Epoch superseded) implements RoutingEffect {}

    /** The node has left the fabric: take its intent for the VM off the topic. */
    record Erase(NodeName node) implements RoutingEffect {}

    /** Publish a fact. */
    record Tell(RouteEvent event) implements RoutingEffect {}
}
