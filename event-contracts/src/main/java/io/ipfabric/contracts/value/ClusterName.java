package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a cluster: one autonomous system of nodes, reflectors and core gateways. An RFC 1123 label. */
public record ClusterName(@JsonValue String value) implements Comparable<ClusterName> {

    public ClusterName {
        Name.label("cluster name", value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ClusterName of(String value) {
        return new ClusterName(value);
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
