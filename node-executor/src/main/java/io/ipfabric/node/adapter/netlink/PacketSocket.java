package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.adapter.netlink.SocketFilter.Instruction;
import io.ipfabric.node.application.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An AF_PACKET socket (packet(7)) that receives what comes in on one link from one MAC address, and is not woken by anything else.
 * The kernel hands frames to it before any filter of nftables sees them. It outlives its link's being down: the kernel says ENETDOWN
 * once and attaches it again when the link is set up.
 */
final class PacketSocket implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;

    // linux/if_ether.h, linux/if_packet.h
    private static final int ETH_P_ALL = 3;
    private static final int SOURCE_OFFSET = 6;
    private static final int PACKET_OUTGOING = 4;
    private static final int SOCKADDR_LL_BYTES = 20;

    // linux/filter.h
    private static final int SKF_AD_PKTTYPE = -0x1000 + 4;

    /** Nobody looks at the frame: that it came is all. */
    private static final int KEPT_BYTES = 16;

    private static final int DRAINED_MAX = 256;

    private final int descriptor;

    private PacketSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** @throws KernelException if it cannot be opened, as for a link that is gone */
    static PacketSocket open(int linkIndex, MacAddress source) {
        // Protocol 0: until it is bound nothing is received, so nothing passes before the filter is there.
        int descriptor = Libc.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        check(descriptor, "open a packet socket");
        var socket = new PacketSocket(descriptor);
        try (var scratch = Arena.ofConfined()) {
            check(SocketFilter.attach(descriptor, incomingFrom(source)), "filter a packet socket");
            // struct sockaddr_ll: family, protocol (network order), index, …
            var address = scratch.allocate(SOCKADDR_LL_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) ETH_P_ALL);
            address.set(ValueLayout.JAVA_INT, 4, linkIndex);
            check(Libc.bind(descriptor, address), "bind a packet socket to link " + linkIndex);
            return socket;
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }

    private static Instruction[] incomingFrom(MacAddress source) {
        var mac = ByteBuffer.wrap(source.bytes());
        return new Instruction[] {
            new Instruction(SocketFilter.LOAD_BYTE, 0, 0, SKF_AD_PKTTYPE),
            new Instruction(SocketFilter.JUMP_IF_EQUAL, 5, 0, PACKET_OUTGOING),
            new Instruction(SocketFilter.LOAD_WORD, 0, 0, SOURCE_OFFSET),
            new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 3, mac.getInt(0)),
            new Instruction(SocketFilter.LOAD_HALF, 0, 0, SOURCE_OFFSET + Integer.BYTES),
            new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 1, Short.toUnsignedInt(mac.getShort(Integer.BYTES))),
            new Instruction(SocketFilter.RETURN, 0, 0, KEPT_BYTES),
            new Instruction(SocketFilter.RETURN, 0, 0, 0)
        };
    }

    int descriptor() {
        return descriptor;
    }

    /**
     * Takes what has come.
     *
     * @param scratch of at least {@link #KEPT_BYTES}
     * @return whether there was a frame
     */
    boolean drain(MemorySegment scratch) {
        boolean heard = false;
        for (int i = 0; i < DRAINED_MAX; i++) {
            long length = Libc.recvfrom(descriptor, scratch, 0, MemorySegment.NULL, MemorySegment.NULL);
            if (length > 0) {
                heard = true;
            } else if (length == 0 || Errno.of((int) -length) == Errno.EAGAIN) {
                break;
            }
            // EINTR, ENETDOWN: said once, then it goes on.
        }
        return heard;
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }

    private static void check(int result, String what) {
        if (result < 0) {
            var error = Errno.of(-result);
            throw new KernelException("cannot " + what + ": " + error + " (" + error.meaning() + ")");
        }
    }
}
