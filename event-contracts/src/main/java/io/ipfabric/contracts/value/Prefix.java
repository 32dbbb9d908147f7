package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** A block of addresses: {@code address/length}, with no bit set after the length. */
public record Prefix(Address network, int length) implements Comparable<Prefix> {

    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    public Prefix {
        int bits = network.family().bits();
        if (length < 0 || length > bits) {
            throw InvalidValueException.of(
                    "an " + network.family() + " prefix length is 0 to " + bits, Integer.toString(length));
        }
        if (network.number().getLowestSetBit() >= 0 && network.number().getLowestSetBit() < bits - length) {
            throw InvalidValueException.of("a prefix has no bit set after its length", network + "/" + length);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Prefix of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            throw InvalidValueException.of("a prefix is ADDRESS/LENGTH", text);
        }
        return new Prefix(Address.of(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public AddressFamily family() {
        return network.family();
    }

    /** True for a /32 or /128. */
    public boolean isHost() {
        return length == family().bits();
    }

    /** How many addresses it holds. */
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(family().bits() - length);
    }

    public boolean contains(Address address) {
        return address.family() == family()
                && address.number()
                        .shiftRight(family().bits() - length)
                        .equals(first().shiftRight(family().bits() - length));
    }

    public boolean contains(Prefix other) {
        return other.length >= length && contains(other.network);
    }

    public boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }

    /** @param offset 0 for the network's own address */
    public Address at(BigInteger offset) {
        if (offset.signum() < 0 || offset.compareTo(size()) >= 0) {
            throw InvalidValueException.of(
                    "an offset in " + this + " is 0 to " + size().subtract(BigInteger.ONE), offset.toString());
        }
        return Address.ofNumber(family(), first().add(offset));
    }

    private BigInteger first() {
        return network.number();
    }

    @Override
    public int compareTo(Prefix other) {
        int byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(length, other.length);
    }

    @JsonValue
    @Override
    public String toString() {
        return network + "/" + length;
    }
}
