package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a hypervisor that routes; unique in the whole fabric, because it is a part of topic keys. An RFC 1123 label. */
public record NodeName(@JsonValue String value) implements Comparable<NodeName> {

    public NodeName {
        Name.label("node name", value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static NodeName of(String value) {
        return new NodeName(value);
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
