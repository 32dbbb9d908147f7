package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Identity of one fabric (one installation of the control plane): an agent obeys only the fabric that it knows. */
public record FabricId(@JsonValue String value) {

    private static final Pattern SHAPE = Pattern.compile("[0-9a-f-]{36}");

    public FabricId {
        Name.matching("a fabric id is a UUID in lower case", SHAPE, value);
    }

    @JsonCreator
    public static FabricId of(String value) {
        return new FabricId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
