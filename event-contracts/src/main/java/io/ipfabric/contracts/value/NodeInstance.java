package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Identity of one installation of an agent, made at its first start and kept on its node: a second agent under the same node name has another. */
public record NodeInstance(@JsonValue String value) {

    private static final Pattern SHAPE = Pattern.compile("[0-9a-f-]{36}");

    public NodeInstance {
        Name.matching("a node instance is a UUID in lower case", SHAPE, value);
    }

    @JsonCreator
    public static NodeInstance of(String value) {
        return new NodeInstance(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
