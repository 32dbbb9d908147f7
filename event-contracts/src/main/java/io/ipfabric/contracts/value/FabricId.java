package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Identity of one fabric (one installation of the control plane): an agent obeys only the fabric that it knows. */
public record FabricId(@JsonValue String value) {

    public FabricId {
        Name.uuid("fabric id", value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static FabricId of(String value) {
        return new FabricId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
