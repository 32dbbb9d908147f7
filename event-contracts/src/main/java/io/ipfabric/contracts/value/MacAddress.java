package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** A unicast EUI-48 address of an interface; lower case with colons. All-zero and group addresses are refused. */
public record MacAddress(@JsonValue String value) implements Comparable<MacAddress> {

    private static final Pattern SHAPE = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    private static final String RULE = "a MAC address is six hexadecimal octets with colons, unicast and not all zero";

    public MacAddress {
        if (!SHAPE.matcher(value).matches()
                || (Integer.parseInt(value.substring(0, 2), 16) & 1) != 0
                || value.equals("00:00:00:00:00:00")) {
            throw InvalidValueException.of(RULE, value);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static MacAddress of(String text) {
        return new MacAddress(text.toLowerCase(Locale.ROOT));
    }

    /** @param bytes 6 bytes */
    public static MacAddress ofBytes(byte[] bytes) {
        return new MacAddress(HexFormat.ofDelimiter(":").formatHex(bytes));
    }

    /** 6 bytes. */
    public byte[] bytes() {
        return HexFormat.ofDelimiter(":").parseHex(value);
    }

    @Override
    public int compareTo(MacAddress other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
