package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A BGP community (RFC 1997), written {@code high:low}, 16 bits each. */
public record Community(int high, int low) implements Comparable<Community> {

    private static final Pattern SHAPE = Pattern.compile("(0|[1-9][0-9]{0,4}):(0|[1-9][0-9]{0,4})");
    private static final String RULE = "a community is HIGH:LOW, each 0 to 65535";

    public Community {
        if (high < 0 || high > 0xFFFF || low < 0 || low > 0xFFFF) {
            throw InvalidValueException.of(RULE, high + ":" + low);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Community of(String text) {
        var match = SHAPE.matcher(text);
        if (!match.matches()) {
            throw InvalidValueException.of(RULE, text);
        }
        return new Community(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }

    @Override
    public int compareTo(Community other) {
        return high != other.high ? Integer.compare(high, other.high) : Integer.compare(low, other.low);
    }

    @JsonValue
    @Override
    public String toString() {
        return high + ":" + low;
    }
}
