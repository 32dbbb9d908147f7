package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Fencing number of an intent, given by routing-service from one database sequence: equal is a duplicate, lower is refused. */
public record Epoch(@JsonValue long value) implements Comparable<Epoch> {

    public Epoch {
        if (value < 1) {
            throw InvalidValueException.of("an epoch is at least 1", Long.toString(value));
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Epoch of(long value) {
        return new Epoch(value);
    }

    public boolean isAfter(Epoch other) {
        return value > other.value;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
