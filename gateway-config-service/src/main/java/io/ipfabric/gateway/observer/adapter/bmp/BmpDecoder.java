package io.ipfabric.gateway.observer.adapter.bmp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Ignored;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Initiation;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.PeerDown;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.PeerUp;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.RouteMonitoring;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.StatisticsReport;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Termination;
import io.ipfabric.gateway.observer.domain.bgp.BgpHeader;
import io.ipfabric.gateway.observer.domain.bgp.BgpOpen;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.bgp.MalformedMessageException;
import io.ipfabric.gateway.observer.domain.bgp.Octets;
import java.nio.charset.StandardCharsets;

/** Bytes to {@link BmpMessage}. Whatever the bytes are, the answer is a message or a {@link MalformedMessageException}. */
final class BmpDecoder {

    static final int HEADER_LENGTH = 6;
    private static final int PEER_HEADER_LENGTH = 42;
    private static final int VERSION = 3;

    /** The longest BGP message and the headers around it; two OPENs are shorter. */
    static final int MESSAGE_LENGTH_MAX = HEADER_LENGTH + PEER_HEADER_LENGTH + BgpHeader.MESSAGE_LENGTH_MAX;

    private static final int ROUTE_MONITORING = 0;
    private static final int STATISTICS_REPORT = 1;
    private static final int PEER_DOWN = 2;
    private static final int PEER_UP = 3;
    private static final int INITIATION = 4;
    private static final int TERMINATION = 5;

    private static final int GLOBAL_INSTANCE = 0;
    private static final int FLAG_IPV6 = 0x80;
    private static final int FLAG_POST_POLICY = 0x40;
    private static final int TLV_SYS_NAME = 2;

    private BmpDecoder() {}

    /**
     * Looks at a header alone.
     *
     * @return the length of the whole message
     */
    static int messageLength(Octets header) throws MalformedMessageException {
        int version = header.u8();
        if (version != VERSION) {
            throw new MalformedMessageException("BMP version " + version);
        }
        long length = header.u32();
        if (length < HEADER_LENGTH || length > MESSAGE_LENGTH_MAX) {
            throw new MalformedMessageException("a BMP message of " + length + " bytes");
        }
        return (int) length;
    }

    /** @param message whole, with its header */
    static BmpMessage decode(byte[] message) throws MalformedMessageException {
        var octets = Octets.of(message);
        int length = messageLength(octets);
        if (length != message.length) {
            throw new MalformedMessageException("a BMP message of " + message.length + " bytes that claims " + length);
        }
        int type = octets.u8();
        return switch (type) {
            case INITIATION -> initiation(octets);
            case TERMINATION -> new Termination();
            case ROUTE_MONITORING, STATISTICS_REPORT, PEER_DOWN, PEER_UP -> ofPeer(type, octets);
            // Route mirroring (6), and what newer documents add.
            default -> new Ignored();
        };
    }

    /** RFC 7854, section 4.3. */
    private static Initiation initiation(Octets octets) throws MalformedMessageException {
        var sysName = "";
        while (!octets.isEmpty()) {
            int type = octets.u16();
            var value = octets.part(octets.u16());
            if (type == TLV_SYS_NAME) {
                sysName = new String(value.rest(), StandardCharsets.UTF_8);
            }
        }
        return new Initiation(sysName);
    }

    /** RFC 7854, section 4.2. The times in it are not used: FRR's are off. */
    private static BmpMessage ofPeer(int type, Octets octets) throws MalformedMessageException {
        int peerType = octets.u8();
        int flags = octets.u8();
        octets.skip(8);
        var peer = peerAddress(octets, flags);
        octets.skip(4 + 4 + 8);
        if (peerType != GLOBAL_INSTANCE) {
            return new Ignored();
        }
        return switch (type) {
            case PEER_UP -> peerUp(peer, octets);
            case PEER_DOWN -> new PeerDown(peer, octets.u8());
            case STATISTICS_REPORT -> new StatisticsReport(peer);
            default ->
                (flags & FLAG_POST_POLICY) != 0 ? new Ignored() : new RouteMonitoring(peer, BgpUpdate.read(octets));
        };
    }

    private static Address peerAddress(Octets octets, int flags) throws MalformedMessageException {
        if ((flags & FLAG_IPV6) != 0) {
            return octets.address(AddressFamily.IPV6);
        }
        octets.skip(12);
        return octets.address(AddressFamily.IPV4);
    }

    /** RFC 7854, section 4.10: after the local address and the ports, the two OPENs. */
    private static PeerUp peerUp(Address peer, Octets octets) throws MalformedMessageException {
        octets.skip(16 + 2 + 2);
        var sent = BgpOpen.read(octets);
        return new PeerUp(peer, sent, BgpOpen.read(octets));
    }
}
