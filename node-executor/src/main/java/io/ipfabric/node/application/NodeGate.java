package io.ipfabric.node.application;

import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.SourceFilterPolicy;
import io.ipfabric.node.domain.SourceFilterState;
import io.ipfabric.node.domain.Topology;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine is the node that the topology speaks of, and fit to be one. As long as it is not, the agent obeys nobody
 * and changes nothing. It installs the source filter's rules, because without them no guest may be let in. Runs in the loop's
 * thread alone.
 */
final class NodeGate {

    private static final Logger LOG = Logger.getLogger(NodeGate.class);

    private final NodeName self;
    private final SourceFilter filter;
    private final KernelMirror mirror;
    private @Nullable Topology topology;
    private @Nullable SourceFilterPolicy installed;

    NodeGate(NodeName self, SourceFilter filter, KernelMirror mirror) {
        this.self = self;
        this.filter = filter;
        this.mirror = mirror;
    }

    void topology(Topology latest) {
        topology = latest;
    }

    boolean knowsTopology() {
        return topology != null;
    }

    /** @return what is in the way, for people; empty if nothing is */
    Optional<String> obstacle() {
        var current = topology;
        if (current == null) {
            return Optional.of("the fabric's topology has not been read yet");
        }
        return stranger(current).or(() -> filterProblem(current));
    }

    boolean isThisMachineTheNode() {
        return topology != null && stranger(topology).isEmpty();
    }

    private Optional<String> stranger(Topology current) {
        return current.node(self)
                .map(this::strangeAddress)
                .orElseGet(() -> Optional.of("the fabric's topology knows no node " + self));
    }

    private Optional<String> strangeAddress(NodeTopology node) {
        if (mirror.own(node.address()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("the topology gives node " + self + " the address " + node.address()
                + ", which no interface here has: a clone of the node, or its underlay is not up yet");
    }

    private Optional<String> filterProblem(Topology current) {
        var policy = current.filterPolicy(self, mirror::own);
        if (policy.isEmpty()) {
            return Optional.of("the fabric's topology does not know the cluster of node " + self);
        }
        if (policy.get().equals(installed)) {
            return Optional.empty();
        }
        try {
            filter.install(policy.get());
            installed = policy.get();
            return Optional.empty();
        } catch (KernelException e) {
            return Optional.of("the source filter cannot be installed: " + e.getMessage());
        }
    }

    /**
     * What the filter holds; nothing if its rules are not there, and then they are installed at the next look.
     *
     * @param guestsExpected whether an empty filter means that somebody flushed it
     */
    SourceFilterState observeFilter(boolean guestsExpected) {
        try {
            var state = filter.observe();
            if (guestsExpected && state.equals(SourceFilterState.EMPTY)) {
                installed = null;
            }
            return state;
        } catch (KernelException e) {
            LOG.warnf("the source filter cannot be observed and is installed anew: %s", e.getMessage());
            installed = null;
            return SourceFilterState.EMPTY;
        }
    }
}
