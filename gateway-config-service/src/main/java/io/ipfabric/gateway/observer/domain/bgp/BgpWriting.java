package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;

/** All messages that a speaker sends that announces nothing. */
public final class BgpWriting {

    private static final int VERSION = 4;
    private static final int CAPABILITIES = 2;
    private static final int MULTIPROTOCOL = 1;
    private static final int GRACEFUL_RESTART = 64;
    private static final int FOUR_OCTET_ASN = 65;
    private static final int ADD_PATH = 69;
    private static final int ADD_PATH_RECEIVES = 1;

    /** RFC 6793, section 4.2.3: stands where two octets cannot hold the number. */
    private static final int AS_TRANS = 23_456;

    private static final int TWO_OCTETS_MAX = 65_535;

    private BgpWriting() {}

    /**
     * Capabilities (RFC 5492): each family (RFC 4760), of which all paths are wanted (RFC 7911); ASNs of four octets (RFC 6793); and graceful
     * restart for no family and no time (RFC 4724), which only says that the mark behind the first routes is understood.
     *
     * @param families in the order in which they are to be said
     */
    public static byte[] open(Asn asn, Duration hold, Address identifier, Collection<AddressFamily> families) {
        var capabilities = ByteBuffer.allocate(255);
        for (var family : families) {
            capability(capabilities, MULTIPROTOCOL, 4);
            capabilities.putShort(MultiprotocolFamily.afi(family)).put((byte) 0).put(MultiprotocolFamily.UNICAST);
        }
        capability(capabilities, GRACEFUL_RESTART, 2);
        capabilities.putShort((short) 0);
        capability(capabilities, FOUR_OCTET_ASN, 4);
        capabilities.putInt((int) asn.value());
        capability(capabilities, ADD_PATH, families.size() * 4);
        for (var family : families) {
            capabilities
                    .putShort(MultiprotocolFamily.afi(family))
                    .put(MultiprotocolFamily.UNICAST)
                    .put((byte) ADD_PATH_RECEIVES);
        }
        capabilities.flip();
        int size = capabilities.remaining();
        return message(
                BgpHeader.OPEN,
                ByteBuffer.allocate(12 + size)
                        .put((byte) VERSION)
                        .putShort((short) (asn.value() > TWO_OCTETS_MAX ? AS_TRANS : asn.value()))
                        .putShort((short) hold.toSeconds())
                        .put(identifier.bytes())
                        .put((byte) (size + 2))
                        .put((byte) CAPABILITIES)
                        .put((byte) size)
                        .put(capabilities)
                        .array());
    }

    public static byte[] keepalive() {
        return message(BgpHeader.KEEPALIVE, new byte[0]);
    }

    public static byte[] notification(BgpError error) {
        return message(BgpHeader.NOTIFICATION, new byte[] {(byte) error.code(), (byte) error.subcode()});
    }

    private static void capability(ByteBuffer into, int code, int length) {
        into.put((byte) code).put((byte) length);
    }

    private static byte[] message(int type, byte[] body) {
        var message = ByteBuffer.allocate(BgpHeader.LENGTH + body.length);
        for (int i = 0; i < BgpHeader.MARKER_BYTES; i++) {
            message.put((byte) 0xff);
        }
        return message.putShort((short) (BgpHeader.LENGTH + body.length))
                .put((byte) type)
                .put(body)
                .array();
    }
}
