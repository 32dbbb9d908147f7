package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a machine emulator and its guest say after a move, so that the network learns where the guest is: a RARP request for its own MAC, as
 * QEMU sends it (RFC 903), a gratuitous ARP for each IPv4 address (RFC 5227, section 3) and an unsolicited neighbor advertisement for each IPv6
 * address (RFC 4861, section 7.2.6).
 */
final class ArrivalFrames {

    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};
    private static final byte[] ALL_NODES = Address.of("ff02::1").bytes();

    private static final int ETHERNET_MIN = 60;
    private static final short ARP = 0x0806;
    private static final short RARP = (short) 0x8035;
    private static final short IPV4 = 0x0800;
    private static final short IPV6 = (short) 0x86dd;

    private static final short ARP_REQUEST = 1;
    private static final short REVERSE_REQUEST = 3;

    private static final int ICMPV6 = 58;
    private static final byte NEIGHBOR_ADVERTISEMENT = (byte) 136;
    private static final int OVERRIDE = 0x2000_0000;
    private static final byte TARGET_LINK_LAYER_ADDRESS = 2;
    private static final int ADVERTISEMENT_BYTES = 32;
    private static final byte HOP_LIMIT = (byte) 255;

    private ArrivalFrames() {}

    static List<byte[]> of(MacAddress mac, Collection<Address> addresses) {
        var frames = new ArrayList<byte[]>();
        frames.add(arp(RARP, REVERSE_REQUEST, mac, new byte[4]));
        for (var address : addresses) {
            frames.add(
                    address.family() == AddressFamily.IPV4
                            ? arp(ARP, ARP_REQUEST, mac, address.bytes())
                            : advertisement(mac, address));
        }
        return frames;
    }

    /** RFC 826: sender and target are the same. */
    private static byte[] arp(short etherType, short operation, MacAddress mac, byte[] address) {
        boolean isReverse = etherType == RARP;
        return ethernet(BROADCAST, mac, etherType)
                .putShort((short) 1)
                .putShort(IPV4)
                .put((byte) mac.bytes().length)
                .put((byte) address.length)
                .putShort(operation)
                .put(mac.bytes())
                .put(address)
                .put(isReverse ? mac.bytes() : new byte[6])
                .put(address)
                .array();
    }

    private static byte[] advertisement(MacAddress mac, Address address) {
        var message = ByteBuffer.allocate(ADVERTISEMENT_BYTES)
                .put(NEIGHBOR_ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE)
                .put(address.bytes())
                .put(TARGET_LINK_LAYER_ADDRESS)
                // In units of 8 bytes.
                .put((byte) 1)
                .put(mac.bytes());
        message.putShort(2, checksum(address.bytes(), message.array()));
        return ethernet(ALL_NODES_MAC, mac, IPV6)
                .putInt(6 << 28)
                .putShort((short) ADVERTISEMENT_BYTES)
                .put((byte) ICMPV6)
                .put(HOP_LIMIT)
                .put(address.bytes())
                .put(ALL_NODES)
                .put(message.array())
                .array();
    }

    private static ByteBuffer ethernet(byte[] destination, MacAddress source, short etherType) {
        int payload = etherType == IPV6 ? 40 + ADVERTISEMENT_BYTES : 28;
        return ByteBuffer.allocate(Math.max(ETHERNET_MIN, 14 + payload))
                .put(destination)
                .put(source.bytes())
                .putShort(etherType);
    }

    /** Over pseudo header and message (RFC 8200, section 8.1; RFC 1071). */
    private static short checksum(byte[] source, byte[] message) {
        var summed = ByteBuffer.allocate(40 + message.length)
                .put(source)
                .put(ALL_NODES)
                .putInt(message.length)
                .putInt(ICMPV6)
                .put(message)
                .flip();
        int sum = 0;
        while (summed.hasRemaining()) {
            sum += Short.toUnsignedInt(summed.getShort());
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
