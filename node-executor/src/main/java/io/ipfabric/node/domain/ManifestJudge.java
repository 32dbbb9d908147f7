package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.RemovalLimit;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a partition may be believed. The first line that is true decides:
 *
 * <pre>
 * nothing was read as the node's manifest                  Waiting   an empty or foreign topic does nothing
 * it is for another node                                   Waiting
 * it is for another installation of the agent              Waiting   a clone, or a node that was set up anew
 * another fabric is known                                  Waiting   somebody else's broker
 * its generation is lower than the last that was known     AddOnly   a topic restored from an old copy
 * count or digest differ from what was read                AddOnly   a partial topic, or its intents are still on the way
 * too much would go, and it does not say that this is meant AddOnly
 * otherwise                                                Full
 * </pre>
 */
public final class ManifestJudge {

    private ManifestJudge() {}

    /**
     * Who the agent is and what it remembers.
     *
     * @param fabric absent until the first manifest was obeyed
     * @param generation of the newest manifest that was obeyed; 0 for none
     */
    public record Identity(
            NodeName node, NodeInstance instance, @Nullable FabricId fabric, long generation) {

        Identity after(Manifest obeyed) {
            return new Identity(node, instance, obeyed.fabric(), Math.max(generation, obeyed.generation()));
        }
    }

    /**
     * @param matches whether count and digest are those of what was read
     * @param removals how many endpoints would go
     * @param carried how many endpoints there are
     */
    public static Judgement judge(
            Identity identity, Optional<Manifest> found, boolean matches, int removals, int carried) {
        if (found.isEmpty()) {
            return new Judgement.Waiting("the partition holds no manifest for " + identity.node());
        }
        var manifest = found.get();
        long generation = manifest.generation();
        var stranger = stranger(identity, manifest);
        if (stranger.isPresent()) {
            return new Judgement.Waiting(stranger.get());
        }
        if (generation < identity.generation()) {
            return new Judgement.AddOnly(
                    generation, "the manifest's generation " + generation + " is older than " + identity.generation());
        }
        if (!matches) {
            return new Judgement.AddOnly(
                    generation, "manifest " + generation + " does not match the intents that were read");
        }
        if (RemovalLimit.isExceeded(removals, carried) && !manifest.removalConfirmed()) {
            return new Judgement.AddOnly(
                    generation,
                    removals + " of " + carried + " endpoints would go, and manifest " + generation
                            + " does not confirm so many");
        }
        return new Judgement.Full(generation);
    }

    private static Optional<String> stranger(Identity identity, Manifest manifest) {
        if (!manifest.node().equals(identity.node())) {
            return Optional.of("the manifest is for node " + manifest.node() + ", not " + identity.node());
        }
        if (!manifest.instance().equals(identity.instance())) {
            return Optional.of("the manifest is for installation " + manifest.instance() + ", this one is "
                    + identity.instance() + ": a clone of the node, or a node that was set up anew");
        }
        var fabric = identity.fabric();
        if (fabric != null && !fabric.equals(manifest.fabric())) {
            return Optional.of("the manifest is of fabric " + manifest.fabric() + ", this node belongs to " + fabric);
        }
        return Optional.empty();
    }
}
