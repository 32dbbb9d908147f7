package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Name of a VM, unique in its cluster; the interface on the node is named after it, see {@link InterfaceName}. */
public record VmName(@JsonValue String value) implements Comparable<VmName> {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public VmName {
        Name.matching("a VM name is 1 to 64 characters of [A-Za-z0-9._-]", SHAPE, value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static VmName of(String value) {
        return new VmName(value);
    }

    @Override
    public int compareTo(VmName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
