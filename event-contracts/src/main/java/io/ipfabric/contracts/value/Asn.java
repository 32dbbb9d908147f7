package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Number of an autonomous system: 4 octets (RFC 6793); 0 (RFC 7607), 23456 (RFC 6793) and 4294967295 (RFC 7300) are no one's. */
public record Asn(@JsonValue long value) {

    private static final long AS_TRANS = 23_456;
    private static final long LAST = 0xFFFF_FFFEL;

    public Asn {
        if (value < 1 || value > LAST || value == AS_TRANS) {
            throw InvalidValueException.of("an ASN is 1 to 4294967294 and not 23456", Long.toString(value));
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Asn of(long value) {
        return new Asn(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
