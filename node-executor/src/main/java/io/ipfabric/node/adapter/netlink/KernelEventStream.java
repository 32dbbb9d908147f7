package io.ipfabric.node.adapter.netlink;

import io.ipfabric.node.adapter.netlink.NetlinkSocket.Datagram;
import io.ipfabric.node.adapter.netlink.NetlinkSocket.Failure;
import io.ipfabric.node.adapter.netlink.NetlinkSocket.Lost;
import io.ipfabric.node.adapter.netlink.SocketFilter.Instruction;
import io.ipfabric.node.application.KernelException;
import io.ipfabric.node.application.KernelListener;
import io.ipfabric.node.application.ThreadEnd;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelEvent.LinkChanged;
import io.ipfabric.node.domain.KernelEvent.LinkRemoved;
import io.ipfabric.node.domain.KernelEvent.ResyncNeeded;
import io.ipfabric.node.domain.KernelEvent.RouteRemoved;
import io.ipfabric.node.domain.KernelEvent.RouteWritten;
import io.ipfabric.node.domain.KernelRoute;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the kernel multicasts about links and about our routes, told to one listener on a thread of its own until it is closed.
 * A platform thread: it sits in a system call, where it would hold a virtual thread's carrier.
 */
final class KernelEventStream implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KernelEventStream.class.getName());

    /** Thousands of links that go at once are a few MiB. */
    private static final int BUFFER_BYTES = 32 * 1024 * 1024;

    // linux/eventfd.h, linux/fcntl.h
    private static final int EFD_CLOEXEC = 0x80000;

    // asm-generic/poll.h: struct pollfd is int fd; short events; short revents
    private static final int POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int POLLFD_REVENTS = 6;

    private final Arena arena;
    private final NetlinkSocket socket;
    private final int wakeUp;
    private final int ownPortId;
    private final KernelListener listener;
    private final Thread thread;

    private KernelEventStream(Arena arena, NetlinkSocket socket, int wakeUp, int ownPortId, KernelListener listener) {
        this.arena = arena;
        this.socket = socket;
        this.wakeUp = wakeUp;
        this.ownPortId = ownPortId;
        this.listener = listener;
        thread = Thread.ofPlatform().daemon().name("kernel-events").unstarted(this::run);
    }

    /** @param ownPortId of the socket whose changes of routes are our own, and not told */
    static KernelEventStream start(int ownPortId, KernelListener listener) {
        return start(ownPortId, listener, BUFFER_BYTES);
    }

    static KernelEventStream start(int ownPortId, KernelListener listener, int bufferBytes) {
        var arena = Arena.ofShared();
        try {
            var socket = NetlinkSocket.open(arena, Netlink.NETLINK_ROUTE, bufferBytes);
            // The filter comes before the groups: nothing that it should drop can be in the buffer.
            socket.attachFilter(onlyRoutesOfOurs());
            socket.join(Rtnetlink.RTNLGRP_LINK);
            socket.join(Rtnetlink.RTNLGRP_IPV4_ROUTE);
            socket.join(Rtnetlink.RTNLGRP_IPV6_ROUTE);
            int wakeUp = Libc.eventfd(0, EFD_CLOEXEC);
            if (wakeUp < 0) {
                socket.close();
                throw new KernelException("cannot open an eventfd: " + Errno.of(-wakeUp));
            }
            var stream = new KernelEventStream(arena, socket, wakeUp, ownPortId, listener);
            stream.thread.start();
            return stream;
        } catch (KernelException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Keeps every message but those of routes with another protocol number. zebra's table may have a million routes; our
     * thread never sees them.
     */
    private static Instruction[] onlyRoutesOfOurs() {
        int typeOffset = 4;
        int protocolOffset = Netlink.NLMSG_HDRLEN + RouteMessages.PROTOCOL_OFFSET;
        return new Instruction[] {
            new Instruction(SocketFilter.LOAD_HALF, 0, 0, typeOffset),
            new Instruction(SocketFilter.JUMP_IF_EQUAL, 1, 0, networkOrder(Rtnetlink.RTM_NEWROUTE)),
            new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 2, networkOrder(Rtnetlink.RTM_DELROUTE)),
            new Instruction(SocketFilter.LOAD_BYTE, 0, 0, protocolOffset),
            new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 1, KernelRoute.PROTOCOL),
            new Instruction(SocketFilter.RETURN, 0, 0, -1),
            new Instruction(SocketFilter.RETURN, 0, 0, 0)
        };
    }

    /** BPF loads in network order what netlink writes in the machine's. */
    private static int networkOrder(int type) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? type
                : Short.toUnsignedInt(Short.reverseBytes((short) type));
    }

    private void run() {
        var descriptors = arena.allocate(2L * POLLFD_BYTES, Integer.BYTES);
        descriptors.set(ValueLayout.JAVA_INT, 0, socket.descriptor());
        descriptors.set(ValueLayout.JAVA_SHORT, 4, (short) POLLIN);
        descriptors.set(ValueLayout.JAVA_INT, POLLFD_BYTES, wakeUp);
        descriptors.set(ValueLayout.JAVA_SHORT, POLLFD_BYTES + 4, (short) POLLIN);
        while (!isClosed(descriptors)) {
            switch (socket.receive()) {
                case Datagram(var bytes) -> read(bytes);
                case Lost(var reason) -> tell(new ResyncNeeded(reason));
                case Failure(var error) -> {
                    LOG.log(Level.ERROR, "The kernel''s events have stopped: {0}", error);
                    tell(new ResyncNeeded("events have stopped: " + error));
                    return;
                }
            }
        }
    }

    /** Waits until there is something to receive (false) or the stream is closed (true). */
    private static boolean isClosed(MemorySegment descriptors) {
        int ready;
        do {
            ready = Libc.poll(descriptors, 2, -1);
        } while (ready < 0 && Errno.of(-ready) == Errno.EINTR);
        return ready < 0 || descriptors.get(ValueLayout.JAVA_SHORT, POLLFD_BYTES + POLLFD_REVENTS) != 0;
    }

    private void read(ByteBuffer datagram) {
        try {
            for (var message : NetlinkMessage.parse(datagram)) {
                decode(message, ownPortId).ifPresent(this::tell);
            }
        } catch (MalformedMessageException e) {
            tell(new ResyncNeeded("an event cannot be read: " + e.getMessage()));
        }
    }

    /** Empty for what concerns nobody here. */
    static Optional<KernelEvent> decode(NetlinkMessage message, int ownPortId) {
        return switch (message.type()) {
            case Rtnetlink.RTM_NEWLINK -> LinkMessages.decode(message).map(LinkChanged::new);
            case Rtnetlink.RTM_DELLINK ->
                LinkMessages.decode(message).map(link -> new LinkRemoved(link.index(), link.name()));
            case Rtnetlink.RTM_NEWROUTE -> foreignChange(message, ownPortId).map(RouteWritten::new);
            case Rtnetlink.RTM_DELROUTE -> foreignChange(message, ownPortId).map(RouteRemoved::new);
            case Netlink.NLMSG_OVERRUN -> Optional.of(new ResyncNeeded("the kernel tells of an overrun"));
            default -> Optional.empty();
        };
    }

    private static Optional<KernelRoute> foreignChange(NetlinkMessage message, int ownPortId) {
        return message.portId() == ownPortId ? Optional.empty() : RouteMessages.decodeOurs(RouteTable.MAIN, message);
    }

    /** A listener that fails must not make the node deaf. */
    private void tell(KernelEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> "The listener failed at " + event, e);
        }
    }

    @Override
    public void close() {
        try (var scratch = Arena.ofConfined()) {
            Libc.write(wakeUp, scratch.allocateFrom(ValueLayout.JAVA_LONG, 1));
        }
        ThreadEnd.await(thread);
        socket.close();
        Libc.close(wakeUp);
        arena.close();
    }
}
