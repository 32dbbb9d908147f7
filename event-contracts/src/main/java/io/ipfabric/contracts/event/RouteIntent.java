package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;

/**
 * Topic {@code route-intents}: levels for nodes. The verb is the CloudEvents type; an {@link EndpointIntent}'s data is the whole
 * {@link Endpoint}, so that a node obeys the data alone. A node's records share the partition that its topology record names.
 */
public sealed interface RouteIntent extends FabricEvent {

    @JsonIgnore
    NodeName node();

    /** An intent for one endpoint. */
    sealed interface EndpointIntent extends RouteIntent {

        @JsonValue
        Endpoint endpoint();

        @Override
        default NodeName node() {
            return endpoint().node();
        }

        @Override
        default String partitionKey() {
            return endpoint().node() + "/" + endpoint().vm();
        }
    }

    /**
     * Deliver and announce.
     *
     * @param endpoint the whole endpoint, which is the data itself
     */
    record Announce(@JsonValue Endpoint endpoint) implements EndpointIntent {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Announce {}
    }

    /**
     * Announce no longer; the endpoint stays.
     *
     * @param endpoint the whole endpoint, which is the data itself
     */
    record Withdraw(@JsonValue Endpoint endpoint) implements EndpointIntent {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Withdraw {}
    }

    /**
     * Make the interface and what it needs ready; announce nothing yet.
     *
     * @param endpoint the whole endpoint, which is the data itself
     */
    record Prepare(@JsonValue Endpoint endpoint) implements EndpointIntent {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Prepare {}
    }

    /**
     * The endpoint goes: routes first, then the interface if the agent made it. Its tombstone follows much later.
     *
     * @param endpoint the whole endpoint, which is the data itself
     */
    record Remove(@JsonValue Endpoint endpoint) implements EndpointIntent {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Remove {}
    }

    /**
     * What a node's records must add up to before the node believes them.
     *
     * @param fabric the fabric whose intents these are
     * @param node the node they are for
     * @param instance the installation of the node's agent they are for
     * @param generation the manifest's number: it rises with each manifest of the node
     * @param endpoints how many endpoints the node has whose latest intent is not a {@link Remove}
     * @param digest the digest over these endpoints, see {@link ManifestDigest}
     * @param removalConfirmed whether more removals than {@link RemovalLimit} allows were ordered and are not proved yet
     */
    record Manifest(
            FabricId fabric,
            NodeName node,
            NodeInstance instance,
            long generation,
            int endpoints,
            ManifestDigest digest,
            boolean removalConfirmed)
            implements RouteIntent {

        /** No VM id starts with it. */
        public static final String KEY_SUFFIX = "/-manifest";

        public Manifest {
            Fields.required(fabric, "fabric");
            Fields.required(node, "node");
            Fields.required(instance, "instance");
            Fields.required(digest, "digest");
            Fields.atLeast(1, generation, "generation");
            Fields.atLeast(0, endpoints, "endpoints");
        }

        @Override
        @JsonIgnore(false)
        public NodeName node() {
            return node;
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return node + KEY_SUFFIX;
        }
    }
}
