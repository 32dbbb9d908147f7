package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Identity of one installation of an agent, made at its first start and kept on its node: a second agent under the same node name has another. */
public record NodeInstance(@JsonValue String value) {

    public NodeInstance {
        Name.uuid("node instance", value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static NodeInstance of(String value) {
        return new NodeInstance(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
