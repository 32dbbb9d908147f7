package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.application.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A tap with nobody behind it but us: what is written to it comes in on its interface. It goes with its descriptor, so the kernel itself
 * cleans up behind a process that is killed, and takes the interface's routes with it.
 */
public final class RehearsalTap implements AutoCloseable {

    private static final int FRAME_BYTES = 60;
    private static final int MAC_BYTES = 6;
    private static final int TYPE_OFFSET = 12;
    /** IEEE 802, local experimental: nobody in the kernel takes it. */
    private static final int ETH_P_802_EX1 = 0x88b5;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment frame = arena.allocate(FRAME_BYTES);
    private final int descriptor;

    private RehearsalTap(int descriptor) {
        this.descriptor = descriptor;
        frame.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), TYPE_OFFSET, (short) ETH_P_802_EX1);
    }

    /** @throws KernelException if there is one of this name, or none can be made */
    public static RehearsalTap open(InterfaceName name) {
        return new RehearsalTap(TapDevice.createTemporary(name));
    }

    /** Has a broadcast come in; the interface must be up. */
    public void receive(MacAddress source) {
        for (int i = 0; i < MAC_BYTES; i++) {
            frame.set(ValueLayout.JAVA_BYTE, i, (byte) 0xff);
            frame.set(ValueLayout.JAVA_BYTE, MAC_BYTES + i, source.bytes()[i]);
        }
        long written = Libc.write(descriptor, frame);
        if (written < 0) {
            var error = Errno.of((int) -written);
            throw new KernelException("cannot write to a tap: " + error + " (" + error.meaning() + ")");
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
        arena.close();
    }
}
