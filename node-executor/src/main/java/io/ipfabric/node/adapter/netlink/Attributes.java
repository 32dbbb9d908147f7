package io.ipfabric.node.adapter.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The attributes of a message or of a nesting attribute. Values are views of the bytes that were parsed, not copies. */
public final class Attributes {

    private record Attribute(int type, ByteBuffer value) {}

    private final List<Attribute> attributes;

    private Attributes(List<Attribute> attributes) {
        this.attributes = attributes;
    }

    /** @throws MalformedMessageException if a length does not fit; fewer bytes than a header at the end are padding */
    public static Attributes parse(ByteBuffer bytes) {
        var found = new ArrayList<Attribute>();
        int offset = 0;
        while (bytes.limit() - offset >= Netlink.NLA_HDRLEN) {
            int length = Short.toUnsignedInt(bytes.getShort(offset));
            int type = bytes.getShort(offset + 2) & Netlink.NLA_TYPE_MASK;
            if (length < Netlink.NLA_HDRLEN || length > bytes.limit() - offset) {
                throw new MalformedMessageException("attribute " + type + " of length " + length + " with "
                        + (bytes.limit() - offset) + " bytes left");
            }
            found.add(new Attribute(type, view(bytes, offset + Netlink.NLA_HDRLEN, length - Netlink.NLA_HDRLEN)));
            offset += Netlink.align(length);
        }
        return new Attributes(found);
    }

    static ByteBuffer view(ByteBuffer bytes, int offset, int length) {
        return bytes.slice(offset, length).order(ByteOrder.nativeOrder());
    }

    public boolean has(int type) {
        return find(type).isPresent();
    }

    /** The last one of this type, as the kernel itself reads. */
    public Optional<ByteBuffer> find(int type) {
        for (int i = attributes.size() - 1; i >= 0; i--) {
            if (attributes.get(i).type() == type) {
                return Optional.of(attributes.get(i).value());
            }
        }
        return Optional.empty();
    }

    public List<ByteBuffer> all(int type) {
        return attributes.stream()
                .filter(attribute -> attribute.type() == type)
                .map(Attribute::value)
                .toList();
    }

    /** Empty where there is none. */
    public Attributes nested(int type) {
        return find(type).map(Attributes::parse).orElseGet(() -> new Attributes(List.of()));
    }

    public Optional<Integer> int32(int type) {
        return find(type).map(value -> {
            if (value.limit() != Integer.BYTES) {
                throw new MalformedMessageException("attribute " + type + " has " + value.limit() + " bytes, not 4");
            }
            return value.getInt(0);
        });
    }

    public Optional<byte[]> bytes(int type) {
        return find(type).map(Attributes::bytes);
    }

    /** Without the NUL that ends it and what follows. */
    public Optional<String> string(int type) {
        return find(type).map(Attributes::string);
    }

    public static byte[] bytes(ByteBuffer value) {
        var bytes = new byte[value.limit()];
        value.get(0, bytes);
        return bytes;
    }

    /** Names come from anyone who may name a link: bytes that are no UTF-8 become replacement characters. */
    public static String string(ByteBuffer value) {
        int length = 0;
        while (length < value.limit() && value.get(length) != 0) {
            length++;
        }
        var bytes = new byte[length];
        value.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
