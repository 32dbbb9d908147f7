package io.ipfabric.node.adapter.netlink;

import io.ipfabric.node.application.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;

/**
 * An AF_NETLINK socket of the network namespace that the opening thread is in. One thread may send and receive, or one send
 * and another receive; {@link #close} must come after their last call.
 */
final class NetlinkSocket implements AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_TRUNC = 0x20;

    // asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;

    // linux/netlink.h
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int SOCKADDR_NL_BYTES = 12;

    /** The kernel fills dump answers up to 32 KiB; a link with very many properties may need more. */
    private static final int RECEIVE_BYTES = 128 * 1024;

    private final int descriptor;
    private final MemorySegment received;
    private final ByteBuffer receivedBytes;
    private final MemorySegment sender;
    private final MemorySegment senderLength;
    private int portId;

    private NetlinkSocket(Arena arena, int descriptor) {
        this.descriptor = descriptor;
        received = arena.allocate(RECEIVE_BYTES, Integer.BYTES);
        receivedBytes = received.asByteBuffer().order(ByteOrder.nativeOrder());
        sender = arena.allocate(SOCKADDR_NL_BYTES, Integer.BYTES);
        senderLength = arena.allocate(ValueLayout.JAVA_INT);
    }

    /**
     * @param arena owner of the socket's buffers; must be closed after the socket
     * @param protocol NETLINK_ROUTE, …
     * @param bufferBytes how much the kernel may hold for us before it drops messages
     */
    static NetlinkSocket open(Arena arena, int protocol, int bufferBytes) {
        int descriptor = Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        check(descriptor, "open a netlink socket");
        var socket = new NetlinkSocket(arena, descriptor);
        try {
            socket.receiveBuffer(bufferBytes);
            socket.option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
            socket.option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
            socket.option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
            socket.bind();
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private void bind() {
        try (var scratch = Arena.ofConfined()) {
            var address = scratch.allocate(SOCKADDR_NL_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            check(Libc.bind(descriptor, address), "bind a netlink socket");
            var length = scratch.allocateFrom(ValueLayout.JAVA_INT, SOCKADDR_NL_BYTES);
            check(Libc.getsockname(descriptor, address, length), "learn a netlink socket's port id");
            portId = address.get(ValueLayout.JAVA_INT, 4);
        }
    }

    /** Marks what this socket's requests cause, in the multicasts that others receive. */
    int portId() {
        return portId;
    }

    int descriptor() {
        return descriptor;
    }

    void join(int group) {
        option(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    }

    void receiveTimeout(Duration timeout) {
        try (var scratch = Arena.ofConfined()) {
            var value = scratch.allocateFrom(ValueLayout.JAVA_LONG, timeout.toSeconds(), timeout.toNanosPart() / 1000);
            check(Libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, value), "set a netlink socket's timeout");
        }
    }

    /** @param program sees a datagram from its first byte and answers how much of it to keep, 0 for nothing */
    void attachFilter(SocketFilter.Instruction... program) {
        check(SocketFilter.attach(descriptor, program), "filter a netlink socket");
    }

    /** Beyond net.core.rmem_max only with CAP_NET_ADMIN outside any user namespace; a smaller buffer overflows sooner, no more. */
    private void receiveBuffer(int bytes) {
        if (setOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
            option(SOL_SOCKET, SO_RCVBUF, bytes);
        }
    }

    private void option(int level, int option, int value) {
        check(setOption(level, option, value), "set option " + option + " of a netlink socket");
    }

    private int setOption(int level, int option, int value) {
        try (var scratch = Arena.ofConfined()) {
            return Libc.setsockopt(descriptor, level, option, scratch.allocateFrom(ValueLayout.JAVA_INT, value));
        }
    }

    void send(MemorySegment messages) {
        long sent;
        do {
            sent = Libc.send(descriptor, messages, 0);
        } while (sent < 0 && errno(sent) == Errno.EINTR);
        check(sent, "send " + messages.byteSize() + " bytes to the kernel");
    }

    /** What one receive gave. */
    sealed interface Receipt {}

    /** @param bytes valid until the next receive */
    record Datagram(ByteBuffer bytes) implements Receipt {}

    /** Of a datagram that does not fit the buffer, nothing is kept. */
    record Lost(String reason) implements Receipt {}

    record Failure(Errno error) implements Receipt {}

    /** Waits for a datagram of the kernel; others may send to a netlink socket too, and are not heard. */
    Receipt receive() {
        Optional<Receipt> receipt;
        do {
            receipt = tryReceive();
        } while (receipt.isEmpty());
        return receipt.get();
    }

    private Optional<Receipt> tryReceive() {
        senderLength.set(ValueLayout.JAVA_INT, 0, SOCKADDR_NL_BYTES);
        long length = Libc.recvfrom(descriptor, received, MSG_TRUNC, sender, senderLength);
        if (length < 0) {
            return switch (errno(length)) {
                case EINTR -> Optional.empty();
                case ENOBUFS -> Optional.of(new Lost("the receive buffer overflowed"));
                case Errno other -> Optional.of(new Failure(other));
            };
        }
        if (sender.get(ValueLayout.JAVA_INT, 4) != 0) {
            return Optional.empty();
        }
        if (length > RECEIVE_BYTES) {
            return Optional.of(new Lost("a message of " + length + " bytes is longer than the buffer"));
        }
        return Optional.of(new Datagram(Attributes.view(receivedBytes, 0, (int) length)));
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }

    private static Errno errno(long result) {
        return Errno.of((int) -result);
    }

    private static void check(long result, String what) {
        if (result < 0) {
            var error = errno(result);
            throw new KernelException("cannot " + what + ": " + error + " (" + error.meaning() + ")");
        }
    }
}
