package io.ipfabric.lab.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Sends whole Ethernet frames through an interface (packet(7)), whatever its name becomes. */
public final class FrameSocket implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final int SIOCGIFINDEX = 0x8933;
    private static final int IFREQ_BYTES = 40;
    private static final int LINK_NAME_BYTES = 16;
    private static final int SOCKADDR_LL_BYTES = 20;

    private final int descriptor;
    private final String link;

    private FrameSocket(int descriptor, String link) {
        this.descriptor = descriptor;
        this.link = link;
    }

    /**
     * Opens one, so that what is sent later need not wait for it.
     *
     * @param namespace where the interface is, up or not
     * @throws SocketException if the interface is not there
     */
    public static FrameSocket open(String namespace, String link) {
        // Protocol 0: it receives nothing.
        int descriptor = NetworkNamespace.call(
                namespace,
                () -> SocketException.check(Libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), "open a socket"));
        var socket = new FrameSocket(descriptor, link);
        try {
            socket.bind();
            return socket;
        } catch (SocketException e) {
            socket.close();
            throw e;
        }
    }

    private void bind() {
        try (var scratch = Arena.ofConfined()) {
            // struct sockaddr_ll: family, protocol, interface, …
            var address = scratch.allocate(SOCKADDR_LL_BYTES, Long.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_INT, 4, index(descriptor, link, scratch));
            SocketException.check(Libc.bind(descriptor, address), "bind to " + link);
        }
    }

    /**
     * Sends the frames in their order.
     *
     * @param frames from the Ethernet header on, without checksum
     * @throws SocketException if the interface is not up
     */
    public void send(List<byte[]> frames) {
        try (var scratch = Arena.ofConfined()) {
            for (var frame : frames) {
                var bytes = scratch.allocate(frame.length);
                MemorySegment.copy(frame, 0, bytes, ValueLayout.JAVA_BYTE, 0, frame.length);
                SocketException.check(Libc.send(descriptor, bytes, 0), "send through " + link);
            }
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }

    private static int index(int descriptor, String link, Arena scratch) {
        // struct ifreq: name, index
        var request = scratch.allocate(IFREQ_BYTES, Long.BYTES);
        request.setString(0, link);
        SocketException.check(Libc.ioctl(descriptor, SIOCGIFINDEX, request), "find " + link);
        return request.get(ValueLayout.JAVA_INT, LINK_NAME_BYTES);
    }
}
