package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads numbers in network order, each only if it is there. A part never reads beyond its end, and nothing is allocated by a length that
 * was not compared with the bytes at hand. Not thread-safe.
 */
public final class Octets {

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] bytes;
    private final int end;
    private int position;

    private Octets(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    /** Reads the array itself, which must not change meanwhile. */
    public static Octets of(byte[] bytes) {
        return new Octets(bytes, 0, bytes.length);
    }

    public int remaining() {
        return end - position;
    }

    public boolean isEmpty() {
        return position == end;
    }

    public int u8() throws MalformedMessageException {
        return bytes[advance(1)] & 0xff;
    }

    public int u16() throws MalformedMessageException {
        int at = advance(2);
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    public long u32() throws MalformedMessageException {
        return ((long) u16() << 16) | u16();
    }

    public void skip(int length) throws MalformedMessageException {
        advance(length);
    }

    /** The next {@code length} bytes, as a part of its own. */
    public Octets part(int length) throws MalformedMessageException {
        int from = advance(length);
        return new Octets(bytes, from, from + length);
    }

    /** All that is left. */
    public byte[] rest() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    /** An IPv4-mapped one (RFC 4291, section 2.5.5.2) is the IPv4 address that it stands for. */
    public Address address(AddressFamily family) throws MalformedMessageException {
        int length = family.bits() / 8;
        int from = advance(length);
        return Address.ofBytes(
                isMapped(bytes, from, length)
                        ? Arrays.copyOfRange(bytes, from + MAPPED.length, from + length)
                        : Arrays.copyOfRange(bytes, from, from + length));
    }

    /**
     * Length in bits and as many bytes as that needs (RFC 4271, section 4.3); bits after the length have no meaning. Empty: of IPv4-mapped
     * addresses, which nobody here owns.
     */
    public Optional<Prefix> prefix(AddressFamily family) throws MalformedMessageException {
        int bits = u8();
        if (bits > family.bits()) {
            throw new MalformedMessageException(
                    BgpError.INVALID_NETWORK, "an " + family + " prefix of " + bits + " bits");
        }
        int present = (bits + 7) / 8;
        int from = advance(present);
        var network = new byte[family.bits() / 8];
        System.arraycopy(bytes, from, network, 0, present);
        if (bits % 8 != 0) {
            network[present - 1] &= (byte) (0xff << (8 - bits % 8));
        }
        return isMapped(network, 0, network.length)
                ? Optional.empty()
                : Optional.of(new Prefix(Address.ofBytes(network), bits));
    }

    private static boolean isMapped(byte[] bytes, int from, int length) {
        return length == AddressFamily.IPV6.bits() / 8
                && Arrays.equals(bytes, from, from + MAPPED.length, MAPPED, 0, MAPPED.length);
    }

    private int advance(int length) throws MalformedMessageException {
        if (length < 0 || length > remaining()) {
            throw new MalformedMessageException(length + " bytes are wanted where " + remaining() + " are left");
        }
        int from = position;
        position += length;
        return from;
    }
}
