package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the intents of one node add up to.
 *
 * @param partition of {@code route-intents} that carries them
 * @param instance of the agent that they are for; absent until one reported
 * @param generation of the last manifest
 * @param endpoints whose latest intent is not a removal
 */
public record NodeManifest(
        FabricId fabric,
        NodeName node,
        int partition,
        @Nullable NodeInstance instance,
        long generation,
        int endpoints,
        ManifestDigest digest) {

    /** @param superseded epoch of the same endpoint's intent that is counted now; absent: none is */
    public NodeManifest after(EndpointIntent intent, @Nullable Epoch superseded) {
        var endpoint = intent.endpoint();
        var without = superseded == null ? digest : digest.minus(endpoint.vm(), superseded);
        int others = superseded == null ? endpoints : endpoints - 1;
        return intent instanceof Remove
                ? counting(others, without)
                : counting(others + 1, without.plus(endpoint.vm(), endpoint.epoch()));
    }

    /** The same, said again: for an agent that was not known before. */
    public NodeManifest again() {
        return counting(endpoints, digest);
    }

    /** The record; empty until an agent is known. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(instance)
                .map(known -> new Manifest(fabric, node, known, generation, endpoints, digest, false));
    }

    private NodeManifest counting(int newEndpoints, ManifestDigest newDigest) {
        return new NodeManifest(fabric, node, partition, instance, generation + 1, newEndpoints, newDigest);
    }
}
