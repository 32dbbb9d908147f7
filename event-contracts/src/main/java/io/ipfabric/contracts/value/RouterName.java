package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a device whose configuration is rendered: node, reflector or core gateway; unique in the whole fabric. An RFC 1123 label. */
public record RouterName(@JsonValue String value) implements Comparable<RouterName> {

    public RouterName {
        Name.label("router name", value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RouterName of(String value) {
        return new RouterName(value);
    }

    @Override
    public int compareTo(RouterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
