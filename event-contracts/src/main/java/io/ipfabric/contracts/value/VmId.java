package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Identity of a VM, chosen by its producer. It is the partition key of everything that concerns the VM. */
public record VmId(@JsonValue String value) implements Comparable<VmId> {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public VmId {
        Name.matching("a VM id is 1 to 64 characters of [A-Za-z0-9._-], the first a letter or digit", SHAPE, value);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static VmId of(String value) {
        return new VmId(value);
    }

    @Override
    public int compareTo(VmId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
