package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Number of an address's allocation, given by ipam-service; of two owners of one address the higher is the newer. */
public record SequenceNumber(@JsonValue long value) implements Comparable<SequenceNumber> {

    public SequenceNumber {
        if (value < 1) {
            throw InvalidValueException.of("a sequence number is at least 1", Long.toString(value));
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SequenceNumber of(long value) {
        return new SequenceNumber(value);
    }

    public boolean isAfter(SequenceNumber other) {
        return value > other.value;
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
