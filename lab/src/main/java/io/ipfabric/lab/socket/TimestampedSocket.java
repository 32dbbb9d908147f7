package io.ipfabric.lab.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A socket that tells when the kernel had each packet (SO_TIMESTAMPNS, socket(7)). It belongs to the namespace of the thread that opens it,
 * see {@link NetworkNamespace}; then one thread receives, and {@link #close} comes after its last call.
 */
public final class TimestampedSocket implements AutoCloseable {

    private static final int AF_INET6 = 10;
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final short ETH_P_ALL = 3;

    // asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPNS = 35;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int SIOCGIFNAME = 0x8910;

    /** A second of the busiest flow, however long our thread does not run. */
    private static final int RECEIVE_BUFFER = 16 << 20;

    private static final int DATA_BYTES = 2048;
    private static final int CONTROL_BYTES = 128;
    private static final int SENDER_BYTES = 32;

    /** struct cmsghdr: size_t length, int level, int type; then struct timespec. */
    private static final int CMSG_HEADER = 16;

    private static final int LINK_OF_SENDER = 4;
    private static final int LINK_NAME_BYTES = 16;
    private static final int IFREQ_BYTES = 40;

    private final int descriptor;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment data = arena.allocate(DATA_BYTES, Long.BYTES);
    private final MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
    private final MemorySegment sender = arena.allocate(SENDER_BYTES, Long.BYTES);
    private final MemorySegment message = arena.allocate(56, Long.BYTES);
    private final ByteBuffer dataBytes = data.asByteBuffer();
    private final boolean isCapture;

    private TimestampedSocket(int descriptor, boolean isCapture) {
        this.descriptor = descriptor;
        this.isCapture = isCapture;
        // struct iovec: base, length
        var vector = arena.allocate(16, Long.BYTES);
        vector.set(ValueLayout.ADDRESS, 0, data);
        vector.set(ValueLayout.JAVA_LONG, 8, DATA_BYTES);
        // struct msghdr: name, its length, vectors, how many, control, its length, flags
        message.set(ValueLayout.ADDRESS, 0, sender);
        message.set(ValueLayout.ADDRESS, 16, vector);
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        message.set(ValueLayout.ADDRESS, 32, control);
    }

    /**
     * UDP to a port of whatever address, of both families: it outlives interfaces and addresses.
     *
     * @param patience how long {@link #receive} waits
     */
    public static TimestampedSocket udp(int port, Duration patience) {
        var socket = open(AF_INET6, SOCK_DGRAM, patience);
        // struct sockaddr_in6: family, port in network order, …; the unspecified address takes IPv4 too (ipv6(7),
        // bindv6only)
        socket.bind(28, AF_INET6, Short.reverseBytes((short) port));
        return socket;
    }

    /**
     * Sees the UDP packets to a port that leave the namespace through any interface, also one that does not exist yet.
     *
     * @param patience how long {@link #receive} waits
     */
    public static TimestampedSocket capture(int port, Duration patience) {
        return capture(PacketFilter.outgoingUdp(port), patience);
    }

    /**
     * Sees the TCP segments over IPv4 to a port that enter the namespace.
     *
     * @param patience how long {@link #receive} waits
     */
    public static TimestampedSocket captureIncomingTcp(int port, Duration patience) {
        return capture(PacketFilter.incomingTcp(port), patience);
    }

    private static TimestampedSocket capture(List<PacketFilter.Instruction> filter, Duration patience) {
        // Protocol 0: it sees nothing before it is bound, and then all that passes its filter.
        var socket = open(AF_PACKET, SOCK_RAW, patience);
        socket.attach(filter);
        // struct sockaddr_ll: family, protocol in network order, interface (0: all), …
        socket.bind(20, AF_PACKET, Short.reverseBytes(ETH_P_ALL));
        return socket;
    }

    private static TimestampedSocket open(int family, int type, Duration patience) {
        int descriptor = SocketException.check(Libc.socket(family, type | SOCK_CLOEXEC, 0), "open a socket");
        var socket = new TimestampedSocket(descriptor, family == AF_PACKET);
        try (var scratch = Arena.ofConfined()) {
            var timeout =
                    scratch.allocateFrom(ValueLayout.JAVA_LONG, patience.toSeconds(), patience.toNanosPart() / 1000);
            socket.option(SO_RCVTIMEO, timeout);
            socket.option(SO_TIMESTAMPNS, scratch.allocateFrom(ValueLayout.JAVA_INT, 1));
            socket.option(SO_RCVBUFFORCE, scratch.allocateFrom(ValueLayout.JAVA_INT, RECEIVE_BUFFER));
            return socket;
        } catch (SocketException e) {
            socket.close();
            throw e;
        }
    }

    private void bind(int size, int family, short portOrProtocol) {
        try (var scratch = Arena.ofConfined()) {
            var address = scratch.allocate(size, Long.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) family);
            address.set(ValueLayout.JAVA_SHORT, 2, portOrProtocol);
            SocketException.check(Libc.bind(descriptor, address), "bind a socket");
        } catch (SocketException e) {
            close();
            throw e;
        }
    }

    private void attach(List<PacketFilter.Instruction> program) {
        try (var scratch = Arena.ofConfined()) {
            var instructions = scratch.allocate(8L * program.size(), Integer.BYTES);
            var bytes = instructions.asByteBuffer().order(ByteOrder.nativeOrder());
            for (var instruction : program) {
                bytes.putShort((short) instruction.code())
                        .put((byte) instruction.ifTrue())
                        .put((byte) instruction.ifFalse())
                        .putInt(instruction.operand());
            }
            // struct sock_fprog: unsigned short length; struct sock_filter *filter
            var filter = scratch.allocate(16, Long.BYTES);
            filter.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
            filter.set(ValueLayout.ADDRESS, 8, instructions);
            option(SO_ATTACH_FILTER, filter);
        }
    }

    private void option(int option, MemorySegment value) {
        SocketException.check(Libc.setsockopt(descriptor, SOL_SOCKET, option, value), "set option " + option);
    }

    /** @return empty if nothing came within the socket's patience */
    public Optional<Datagram> receive() {
        message.set(ValueLayout.JAVA_INT, 8, SENDER_BYTES);
        message.set(ValueLayout.JAVA_LONG, 40, CONTROL_BYTES);
        long length = Libc.recvmsg(descriptor, message, 0);
        if (length == -EAGAIN || length == -EINTR) {
            return Optional.empty();
        }
        SocketException.check(length, "receive");
        int link = isCapture ? sender.get(ValueLayout.JAVA_INT, LINK_OF_SENDER) : 0;
        return Optional.of(new Datagram(dataBytes.slice(0, (int) Math.min(length, DATA_BYTES)), timestamp(), link));
    }

    private Instant timestamp() {
        long end = message.get(ValueLayout.JAVA_LONG, 40);
        for (long at = 0; at + CMSG_HEADER <= end; ) {
            long length = control.get(ValueLayout.JAVA_LONG, at);
            if (control.get(ValueLayout.JAVA_INT, at + 8) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + 12) == SO_TIMESTAMPNS) {
                return Instant.ofEpochSecond(
                        control.get(ValueLayout.JAVA_LONG, at + CMSG_HEADER),
                        control.get(ValueLayout.JAVA_LONG, at + CMSG_HEADER + 8));
            }
            at += (length + 7) / 8 * 8;
        }
        throw new SocketException("a packet came without the kernel's timestamp");
    }

    /** @return empty if the namespace has no interface of that index any more */
    public Optional<String> linkName(int index) {
        try (var scratch = Arena.ofConfined()) {
            // struct ifreq: name, index
            var request = scratch.allocate(IFREQ_BYTES, Long.BYTES);
            request.set(ValueLayout.JAVA_INT, LINK_NAME_BYTES, index);
            return Libc.ioctl(descriptor, SIOCGIFNAME, request) < 0
                    ? Optional.empty()
                    : Optional.of(request.getString(0, StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
        arena.close();
    }
}
