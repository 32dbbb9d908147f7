package io.ipfabric.gateway.observer.domain.bgp;

/**
 * RFC 4271, section 4.1.
 *
 * @param length of the whole message
 * @param type RFC 4271, section 4.1
 */
public record BgpHeader(int length, int type) {

    public static final int LENGTH = 19;

    /** RFC 8654, which FRR uses where its peer does. */
    public static final int MESSAGE_LENGTH_MAX = 65_535;

    /** Where nobody agreed on more. */
    public static final int ORDINARY_LENGTH_MAX = 4_096;

    public static final int OPEN = 1;
    public static final int UPDATE = 2;
    public static final int NOTIFICATION = 3;
    public static final int KEEPALIVE = 4;

    /** RFC 2918. */
    public static final int ROUTE_REFRESH = 5;

    static final int MARKER_BYTES = 16;

    /** What follows it is left in {@code octets}. */
    public static BgpHeader read(Octets octets) throws MalformedMessageException {
        for (int i = 0; i < MARKER_BYTES; i++) {
            if (octets.u8() != 0xff) {
                throw new MalformedMessageException(BgpError.NOT_SYNCHRONIZED, "a BGP message without its marker");
            }
        }
        int length = octets.u16();
        if (length < LENGTH) {
            throw new MalformedMessageException(BgpError.BAD_MESSAGE_LENGTH, "a BGP message of " + length + " bytes");
        }
        return new BgpHeader(length, octets.u8());
    }

    /**
     * Of a session of one's own, where nobody agreed on longer messages: looks at a header alone.
     *
     * @return the length of the whole message
     */
    public static int messageLength(Octets octets) throws MalformedMessageException {
        var header = read(octets);
        int length = header.length();
        boolean possible =
                switch (header.type()) {
                    case OPEN -> length >= LENGTH + 10;
                    case UPDATE -> length >= LENGTH + 4;
                    case NOTIFICATION -> length >= LENGTH + 2;
                    case KEEPALIVE -> length == LENGTH;
                    case ROUTE_REFRESH -> length >= LENGTH + 4;
                    default ->
                        throw new MalformedMessageException(
                                BgpError.BAD_MESSAGE_TYPE, "a BGP message of type " + header.type());
                };
        if (!possible || length > ORDINARY_LENGTH_MAX) {
            throw new MalformedMessageException(
                    BgpError.BAD_MESSAGE_LENGTH, "a BGP message of " + length + " bytes and type " + header.type());
        }
        return length;
    }

    /** The body of a message that must be of this type. */
    static Octets body(Octets octets, int type) throws MalformedMessageException {
        var header = read(octets);
        if (header.type() != type) {
            throw new MalformedMessageException("a BGP message of type " + header.type() + " instead of " + type);
        }
        return octets.part(header.length() - LENGTH);
    }
}
