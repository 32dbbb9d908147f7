package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RemovalLimit;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the intents of one node add up to.
 *
 * @param partition of {@code route-intents} that carries them
 * @param instance of the agent that they are for; absent until one reported
 * @param generation of the last manifest
 * @param endpoints whose latest intent is not a removal
 * @param removals that were ordered and not proved yet: as many VMs have an {@link Order.Remove} here that the node has not reported to be done
 */
public record NodeManifest(
        FabricId fabric,
        NodeName node,
        int partition,
        @Nullable NodeInstance instance,
        long generation,
        int endpoints,
        ManifestDigest digest,
        int removals) {

    /** Of a node that was told nothing yet. */
    public static NodeManifest empty(FabricId fabric, NodeName node, int partition) {
        return new NodeManifest(fabric, node, partition, null, 0, 0, ManifestDigest.EMPTY, 0);
    }

    /**
     * As a decision about a VM leaves it. Of a higher generation if its record is to be published: after an intent, and when the agent has
     * proved so much that the rest needs no confirmation any more, for a mark that stays would confirm what nobody ordered.
     */
    public NodeManifest after(VmRouting before, RoutingTransition transition) {
        var known = withRemovals(removals + removalsOf(transition.state()) - removalsOf(before));
        for (var effect : transition.effects()) {
            if (effect instanceof Instruct(var intent, var superseded)
                    && intent.node().equals(node)) {
                known = known.after(intent, superseded);
            }
        }
        return known.generation == generation && known.confirmsRemoval() != confirmsRemoval() ? known.again() : known;
    }

    private int removalsOf(VmRouting routing) {
        var told = routing.endpoints().get(node);
        return told != null && told.isRemoved() && !told.seen().gone() ? 1 : 0;
    }

    private NodeManifest after(EndpointIntent intent, @Nullable Epoch superseded) {
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

    public NodeManifest boundTo(NodeInstance agent) {
        return new NodeManifest(fabric, node, partition, agent, generation, endpoints, digest, removals);
    }

    /** The record; empty until an agent is known. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(instance)
                .map(known -> new Manifest(fabric, node, known, generation, endpoints, digest, confirmsRemoval()));
    }

    private boolean confirmsRemoval() {
        return RemovalLimit.isExceeded(removals, endpoints + removals);
    }

    private NodeManifest withRemovals(int newRemovals) {
        return new NodeManifest(fabric, node, partition, instance, generation, endpoints, digest, newRemovals);
    }

    private NodeManifest counting(int newEndpoints, ManifestDigest newDigest) {
        return new NodeManifest(fabric, node, partition, instance, generation + 1, newEndpoints, newDigest, removals);
    }
}
