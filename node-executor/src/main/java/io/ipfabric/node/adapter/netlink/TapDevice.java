package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.node.application.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/** Makes tap devices: netlink cannot, /dev/net/tun can. Constants of linux/if_tun.h. */
final class TapDevice {

    private static final String PATH = "/dev/net/tun";
    private static final int O_RDWR = 0x2;
    private static final int O_CLOEXEC = 0x80000;

    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETPERSIST = 0x400454cbL;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_TUN_EXCL = 0x8000;

    // struct ifreq of linux/if.h
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_FLAGS = 16;

    private TapDevice() {}

    /**
     * Makes the device, and lets it persist only once {@code whileOpen} succeeded: until then it goes with our descriptor, so
     * that a crash between the steps leaves no tap that nobody owns.
     *
     * @return EBUSY if the name is taken
     */
    static Acknowledgement create(InterfaceName name, Supplier<Acknowledgement> whileOpen) {
        try (var scratch = Arena.ofConfined()) {
            int descriptor = openDriver(scratch);
            if (descriptor < 0) {
                return failure("open " + PATH, descriptor);
            }
            try {
                int made = Libc.ioctl(descriptor, TUNSETIFF, request(scratch, name, IFF_VNET_HDR));
                if (made < 0) {
                    return failure("TUNSETIFF", made);
                }
                var acknowledgement = whileOpen.get();
                if (!acknowledgement.isOk()) {
                    return acknowledgement;
                }
                int kept = Libc.ioctl(descriptor, TUNSETPERSIST, MemorySegment.ofAddress(1));
                return kept < 0 ? failure("TUNSETPERSIST", kept) : Acknowledgement.OK;
            } finally {
                Libc.close(descriptor);
            }
        }
    }

    private static int openDriver(Arena scratch) {
        return Libc.open(scratch.allocateFrom(PATH), O_RDWR | O_CLOEXEC);
    }

    /**
     * Makes a device that goes with the descriptor, whatever becomes of the process; frames are written to it as they are.
     *
     * @return the descriptor
     * @throws KernelException if there is one of this name, or none can be made
     */
    static int createTemporary(InterfaceName name) {
        try (var scratch = Arena.ofConfined()) {
            int descriptor = openDriver(scratch);
            if (descriptor < 0) {
                throw new KernelException(failure("open " + PATH, descriptor).message());
            }
            int made = Libc.ioctl(descriptor, TUNSETIFF, request(scratch, name, 0));
            if (made < 0) {
                Libc.close(descriptor);
                throw new KernelException("cannot make " + name + ": "
                        + failure("TUNSETIFF", made).message());
            }
            return descriptor;
        }
    }

    private static MemorySegment request(Arena arena, InterfaceName name, int more) {
        var request = arena.allocate(IFREQ_BYTES, Long.BYTES);
        request.setString(0, name.value());
        request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS, (short) (IFF_TAP | IFF_NO_PI | IFF_TUN_EXCL | more));
        return request;
    }

    private static Acknowledgement failure(String what, int result) {
        var error = Errno.of(-result);
        return new Acknowledgement(error, what + ": " + error.meaning());
    }
}
