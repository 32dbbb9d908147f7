package io.ipfabric.lab.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Whether an interface passes packets (netdevice(7), SIOCGIFFLAGS). */
public final class LinkState {

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int IFREQ_BYTES = 40;
    private static final int FLAGS = 16;
    private static final int IFF_RUNNING = 0x40;

    private static final Duration PAUSE = Duration.ofNanos(100_000);

    private LinkState() {}

    /**
     * Waits until the interface has carrier and a queue. Both come some time after the command that set the other end up has ended: a worker of
     * the kernel brings them, which waits for its turn as all others do, and until then what is sent through the interface is dropped.
     *
     * @throws SocketException if that takes longer than {@code limit}, or there is no such interface
     */
    public static void awaitRunning(String namespace, String link, Duration limit) {
        int descriptor = NetworkNamespace.call(
                namespace,
                () -> SocketException.check(Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "open a socket"));
        long end = System.nanoTime() + limit.toNanos();
        try (var scratch = Arena.ofConfined()) {
            // struct ifreq: name, flags
            var request = scratch.allocate(IFREQ_BYTES, Long.BYTES);
            while (!isRunning(descriptor, link, request)) {
                if (System.nanoTime() > end) {
                    throw new SocketException(link + " in " + namespace + " has no carrier");
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } finally {
            Libc.close(descriptor);
        }
    }

    private static boolean isRunning(int descriptor, String link, MemorySegment request) {
        request.setString(0, link);
        SocketException.check(Libc.ioctl(descriptor, SIOCGIFFLAGS, request), "ask for the state of " + link);
        return (request.get(ValueLayout.JAVA_SHORT, FLAGS) & IFF_RUNNING) != 0;
    }
}
