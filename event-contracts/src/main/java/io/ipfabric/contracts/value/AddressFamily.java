package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** AFI 1 and 2 (IANA Address Family Numbers), always with SAFI unicast. */
public enum AddressFamily {
    IPV4("ipv4", 32),
    IPV6("ipv6", 128);

    private final String text;
    private final int bits;

    AddressFamily(String text, int bits) {
        this.text = text;
        this.bits = bits;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AddressFamily of(String text) {
        for (var family : values()) {
            if (family.text.equals(text)) {
                return family;
            }
        }
        throw InvalidValueException.of("an address family is \"ipv4\" or \"ipv6\"", text);
    }

    /** Length of an address, and of the prefix that is one host. */
    public int bits() {
        return bits;
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
