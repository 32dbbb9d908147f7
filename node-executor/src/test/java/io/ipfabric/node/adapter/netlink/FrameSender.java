package io.ipfabric.node.adapter.netlink;

import io.ipfabric.node.domain.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Sends VM 1's RARP request, as QEMU does when a guest has arrived, into the guest's end of a veth pair. */
final class FrameSender implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int FRAME_BYTES = 60;
    private static final int ETH_P_RARP = 0x8035;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment frame = arena.allocate(FRAME_BYTES);
    private final int descriptor;

    FrameSender(int linkIndex) {
        descriptor = Libc.socket(AF_PACKET, SOCK_RAW, 0);
        var address = arena.allocate(20, Integer.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(ValueLayout.JAVA_INT, 4, linkIndex);
        if (descriptor < 0 || Libc.bind(descriptor, address) < 0) {
            throw new IllegalStateException("cannot send frames");
        }
        for (int i = 0; i < 6; i++) {
            frame.set(ValueLayout.JAVA_BYTE, i, (byte) 0xff);
            frame.set(ValueLayout.JAVA_BYTE, 6L + i, Samples.guestMac(1).bytes()[i]);
        }
        frame.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 12, (short) ETH_P_RARP);
    }

    void send() {
        if (Libc.send(descriptor, frame, 0) != FRAME_BYTES) {
            throw new IllegalStateException("the frame was not sent");
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
        arena.close();
    }
}
