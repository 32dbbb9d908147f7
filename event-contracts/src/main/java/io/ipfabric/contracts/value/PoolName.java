package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of an address pool; unique in the whole fabric. An RFC 1123 label. */
public record PoolName(@JsonValue String value) implements Comparable<PoolName> {

    public PoolName {
        Name.label("pool name", value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PoolName of(String value) {
        return new PoolName(value);
    }

    @Override
    public int compareTo(PoolName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
