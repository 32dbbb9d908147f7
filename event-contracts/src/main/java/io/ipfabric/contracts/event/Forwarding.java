package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ipfabric.contracts.value.NodeName;

/** Where a node sends what it receives for an endpoint: the next hop of the kernel routes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Forwarding.None.class, name = "NONE"),
    @JsonSubTypes.Type(value = Forwarding.Local.class, name = "LOCAL"),
    @JsonSubTypes.Type(value = Forwarding.Via.class, name = "VIA")
})
public sealed interface Forwarding {

    /** No route of ours. */
    record None() implements Forwarding {}

    /** To the VM's interface. */
    record Local() implements Forwarding {}

    /**
     * To another node: the hairpin of a migration's target, the redirect of its source.
     *
     * @param node the other node
     */
    record Via(NodeName node) implements Forwarding {
        public Via {
            Fields.required(node, "node");
        }
    }
}
