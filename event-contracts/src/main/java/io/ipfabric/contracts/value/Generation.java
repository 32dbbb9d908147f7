package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Number of a VM's placement, counted by vm-service: it rises each time the VM is placed on a node anew. */
public record Generation(@JsonValue long value) implements Comparable<Generation> {

    public Generation {
        if (value < 1) {
            throw InvalidValueException.of("a generation is at least 1", Long.toString(value));
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Generation of(long value) {
        return new Generation(value);
    }

    public boolean isAfter(Generation other) {
        return value > other.value;
    }

    @Override
    public int compareTo(Generation other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
