package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address. Its text is canonical: four decimal octets without leading zeros, or RFC 5952. Zone ids and
 * IPv4-mapped addresses are refused, so that one address has one text and one owner.
 */
public final class Address implements Comparable<Address> {

    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
    /** The JDK's parser takes more than four digits a group; RFC 4291, section 2.2 does not. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,8}");

    private static final String RULE =
            "an address is IPv4 (four decimal octets) or IPv6 (without zone, not IPv4-mapped)";

    private final InetAddress address;

    private Address(InetAddress address) {
        this.address = address;
    }

    /** @throws InvalidValueException if the text is no address; nothing is ever looked up in the DNS */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Address of(String text) {
        try {
            if (IPV4.matcher(text).matches()) {
                return new Address(Inet4Address.ofLiteral(text));
            }
            if (IPV6.matcher(text).matches() && Inet6Address.ofLiteral(text) instanceof Inet6Address address) {
                return new Address(address);
            }
        } catch (IllegalArgumentException _) {
            // Told below, with the rule instead of the JDK's wording.
        }
        throw InvalidValueException.of(RULE, text);
    }

    /** @param bytes 4 or 16 bytes in network order */
    public static Address ofBytes(byte[] bytes) {
        try {
            var address = InetAddress.getByAddress(bytes);
            if ((address instanceof Inet4Address) != (bytes.length == 4)) {
                throw InvalidValueException.of(RULE, address.getHostAddress());
            }
            return new Address(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    /** @throws InvalidValueException if the number is negative or longer than the family's addresses */
    public static Address ofNumber(AddressFamily family, BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > family.bits()) {
            throw InvalidValueException.of(
                    "an " + family + " address has " + family.bits() + " bits", number.toString());
        }
        var bytes = new byte[family.bits() / 8];
        var magnitude = number.toByteArray();
        int length = Math.min(magnitude.length, bytes.length);
        System.arraycopy(magnitude, magnitude.length - length, bytes, bytes.length - length, length);
        return ofBytes(bytes);
    }

    public AddressFamily family() {
        return address instanceof Inet4Address ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }

    /** 4 or 16 bytes in network order; a copy. */
    public byte[] bytes() {
        return address.getAddress();
    }

    public BigInteger number() {
        return new BigInteger(1, address.getAddress());
    }

    /** For sockets and the like. */
    public InetAddress inet() {
        return address;
    }

    public Prefix hostPrefix() {
        return new Prefix(this, family().bits());
    }

    @Override
    public int compareTo(Address other) {
        int byFamily = family().compareTo(other.family());
        return byFamily != 0 ? byFamily : number().compareTo(other.number());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return family() == AddressFamily.IPV4 ? address.getHostAddress() : rfc5952(address.getAddress());
    }

    /** RFC 5952, section 4: lower case, no leading zeros, the longest (first) run of two or more zero groups is {@code ::}. */
    private static String rfc5952(byte[] bytes) {
        var groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
