package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic {@code node-reports}: what an agent says of its node. */
public sealed interface NodeReport extends FabricEvent {

    NodeName node();

    NodeInstance instance();

    @Override
    @JsonIgnore
    default String partitionKey() {
        return node().value();
    }

    /**
     * Sent at start and every few seconds.
     *
     * @param node the node that reports
     * @param instance the installation of the agent that reports
     * @param obeying whether the agent found a manifest for its own instance and acts on it
     * @param manifestGeneration the generation of the manifest that it acts on, 0 for none
     * @param endpoints how many endpoints it carries
     * @param sessions its BGP sessions
     * @param configRevision the revision of the router configuration that it applied last; absent: none yet
     * @param at when it was so, by the node's clock: for people, never compared with another machine's
     */
    record Heartbeat(
            NodeName node,
            NodeInstance instance,
            boolean obeying,
            long manifestGeneration,
            int endpoints,
            List<Session> sessions,
            @Nullable String configRevision,
            Instant at)
            implements NodeReport {

        public Heartbeat {
            Fields.required(node, "node");
            Fields.required(instance, "instance");
            Fields.atLeast(0, manifestGeneration, "manifestGeneration");
            Fields.atLeast(0, endpoints, "endpoints");
            sessions = Fields.list(sessions, "sessions", 64);
            Fields.required(at, "at");
        }
    }

    /**
     * A BGP session of the node's router.
     *
     * @param peer the other router's address
     * @param state the state as FRR names it: {@code Established}, {@code Active}, …
     */
    record Session(Address peer, String state) {
        public Session {
            Fields.required(peer, "peer");
            Fields.required(state, "state");
        }

        @JsonIgnore
        public boolean isEstablished() {
            return state.equals("Established");
        }
    }

    /**
     * The agent read its partition whole and compared it with the kernel.
     *
     * @param node the node that reports
     * @param instance the installation of the agent that reports
     * @param manifestGeneration the generation of the manifest that it acts on
     * @param endpoints how many endpoints it carries now
     * @param differences how many differences it found and repaired
     * @param at when it was so, by the node's clock: for people, never compared with another machine's
     */
    record ResyncDone(
            NodeName node, NodeInstance instance, long manifestGeneration, int endpoints, int differences, Instant at)
            implements NodeReport {
        public ResyncDone {
            Fields.required(node, "node");
            Fields.required(instance, "instance");
            Fields.required(at, "at");
        }
    }

    /**
     * An intent that the agent did not obey.
     *
     * @param node the node that reports
     * @param instance the installation of the agent that reports
     * @param vm the VM that the intent was for
     * @param epoch the intent's epoch
     * @param reason why, for a person
     * @param at when it was so, by the node's clock: for people, never compared with another machine's
     */
    record IntentRefused(NodeName node, NodeInstance instance, VmId vm, Epoch epoch, String reason, Instant at)
            implements NodeReport {
        public IntentRefused {
            Fields.required(node, "node");
            Fields.required(instance, "instance");
            Fields.required(vm, "vm");
            Fields.required(epoch, "epoch");
            Fields.required(reason, "reason");
            Fields.required(at, "at");
        }
    }

    /**
     * The router took a new base configuration, or refused it.
     *
     * @param node the node that reports
     * @param instance the installation of the agent that reports
     * @param revision the revision of the configuration
     * @param error what the router said against it; absent: it was applied
     * @param at when it was so, by the node's clock: for people, never compared with another machine's
     */
    record ConfigurationApplied(
            NodeName node,
            NodeInstance instance,
            String revision,
            @Nullable String error,
            Instant at) implements NodeReport {
        public ConfigurationApplied {
            Fields.required(node, "node");
            Fields.required(instance, "instance");
            Fields.required(revision, "revision");
            Fields.required(at, "at");
        }
    }
}
