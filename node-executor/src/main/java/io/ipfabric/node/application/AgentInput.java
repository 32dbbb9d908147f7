package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Topology;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Everything that wakes the loop. */
public sealed interface AgentInput {

    /** The fabric's topology, read to its end at least once. */
    record TopologyRead(Topology topology) implements AgentInput {}

    /** The node's partition is being read from its beginning. */
    record PartitionBegun() implements AgentInput {}

    /** A record for this node. */
    record IntentRead(RouteIntent intent) implements AgentInput {}

    /** A tombstone of this node. */
    record IntentDropped(VmId vm) implements AgentInput {}

    /** The partition was read to the end that it had when reading began. */
    record PartitionEnded() implements AgentInput {}

    record KernelTold(KernelEvent event) implements AgentInput {}

    /** A frame came in on the link from the guest that is awaited there. */
    record GuestHeard(int linkIndex) implements AgentInput {}

    /** @param facts those that changed, and all that were asked for the first time */
    record RouterTold(Map<Address, RouterFacts> facts) implements AgentInput {
        public RouterTold {
            facts = Map.copyOf(facts);
        }
    }

    /** @param reachable false if the router does not answer; then the sessions are none */
    record SessionsTold(List<Session> sessions, boolean reachable) implements AgentInput {
        public SessionsTold {
            sessions = List.copyOf(sessions);
        }
    }

    /** The newest configuration of this node's router. */
    record ConfigurationRead(RouterConfig config) implements AgentInput {}

    /** @param revision of the router configuration that runs now */
    record ConfigurationRuns(String revision) implements AgentInput {}

    /** Answered by the loop, so that nobody looks at its state from another thread. */
    record Ask(CompletableFuture<AgentView> answer) implements AgentInput {}
}
