package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.application.ArrivalWatch;
import io.ipfabric.node.application.KernelException;
import io.ipfabric.node.application.ThreadEnd;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/**
 * One {@link PacketSocket} for each watched link, and one thread that waits for all of them: it is asleep unless a guest that is awaited
 * sends. Calls may come from any thread; sockets are opened in the network namespace of the calling one.
 */
public final class FrameWatch implements ArrivalWatch {

    private static final System.Logger LOG = System.getLogger(FrameWatch.class.getName());

    // linux/eventfd.h; asm-generic/poll.h: struct pollfd is int fd; short events; short revents
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int POLLFD_REVENTS = 6;
    private static final int SCRATCH_BYTES = 64;
    private static final int FOREVER = -1;
    private static final int TELL_AGAIN_MILLIS = 5;

    private final IntPredicate listener;
    private final int wakeUp;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Watched> wanted = new HashMap<>();
    private boolean closed;

    private record Watched(int linkIndex, MacAddress guest, PacketSocket socket) {}

    private FrameWatch(int wakeUp, Runnable first, IntPredicate listener) {
        this.wakeUp = wakeUp;
        this.listener = listener;
        thread = Thread.ofPlatform().daemon().name("arrivals").unstarted(() -> {
            first.run();
            run();
        });
    }

    /**
     * @param listener told the link's index for each frame, or for several that came together; must return soon. If it answers that it
     *     could not take it, it is told again a little later.
     */
    public static FrameWatch start(IntPredicate listener) {
        return start(() -> {}, listener);
    }

    /**
     * As {@link #start(IntPredicate)}.
     *
     * @param first what the thread does first, to itself
     */
    public static FrameWatch start(Runnable first, IntPredicate listener) {
        int wakeUp = Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (wakeUp < 0) {
            throw new KernelException("cannot open an eventfd: " + Errno.of(-wakeUp));
        }
        var watch = new FrameWatch(wakeUp, first, listener);
        watch.thread.start();
        return watch;
    }

    @Override
    public void watch(int linkIndex, MacAddress guest) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the watch is closed");
            }
            var earlier = wanted.get(linkIndex);
            if (earlier == null || !earlier.guest().equals(guest)) {
                wanted.put(linkIndex, new Watched(linkIndex, guest, PacketSocket.open(linkIndex, guest)));
                wake();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void unwatch(int linkIndex) {
        lock.lock();
        try {
            if (wanted.remove(linkIndex) != null && !closed) {
                wake();
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        try (var scratch = Arena.ofConfined()) {
            Libc.write(wakeUp, scratch.allocateFrom(ValueLayout.JAVA_LONG, 1));
        }
    }

    /** Sockets are closed by this thread alone, so that none is while it is waited for. */
    private void run() {
        List<Watched> polled = List.of();
        boolean goesOn = true;
        while (goesOn) {
            var now = wantedNow();
            polled.stream().filter(watched -> !now.contains(watched)).forEach(watched -> watched.socket()
                    .close());
            polled = now;
            goesOn = await(polled);
        }
        polled.forEach(watched -> watched.socket().close());
    }

    private List<Watched> wantedNow() {
        lock.lock();
        try {
            return new ArrayList<>(wanted.values());
        } finally {
            lock.unlock();
        }
    }

    /** Until the wake-up call, which says that something is to be watched or no longer; false if nothing is any more. */
    private boolean await(List<Watched> polled) {
        try (var arena = Arena.ofConfined()) {
            var descriptors = arena.allocate((polled.size() + 1L) * POLLFD_BYTES, Integer.BYTES);
            var scratch = arena.allocate(SCRATCH_BYTES, Long.BYTES);
            descriptor(descriptors, 0, wakeUp);
            for (int i = 0; i < polled.size(); i++) {
                descriptor(descriptors, i + 1, polled.get(i).socket().descriptor());
            }
            var untold = new HashSet<Integer>();
            while (true) {
                int ready = Libc.poll(descriptors, polled.size() + 1, untold.isEmpty() ? FOREVER : TELL_AGAIN_MILLIS);
                if (ready < 0 && Errno.of(-ready) != Errno.EINTR) {
                    LOG.log(Level.ERROR, "Arrivals can no longer be heard: {0}", Errno.of(-ready));
                    return false;
                }
                for (int i = 0; ready > 0 && i < polled.size(); i++) {
                    if (isReady(descriptors, i + 1) && polled.get(i).socket().drain(scratch)) {
                        untold.add(polled.get(i).linkIndex());
                    }
                }
                untold.removeIf(this::tell);
                if (ready > 0 && isReady(descriptors, 0)) {
                    Libc.read(wakeUp, scratch);
                    return !isClosed();
                }
            }
        }
    }

    private static void descriptor(MemorySegment descriptors, int position, int descriptor) {
        descriptors.set(ValueLayout.JAVA_INT, (long) position * POLLFD_BYTES, descriptor);
        descriptors.set(ValueLayout.JAVA_SHORT, (long) position * POLLFD_BYTES + 4, (short) POLLIN);
    }

    private static boolean isReady(MemorySegment descriptors, int position) {
        return descriptors.get(ValueLayout.JAVA_SHORT, (long) position * POLLFD_BYTES + POLLFD_REVENTS) != 0;
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** A listener that fails must not make the node deaf. */
    private boolean tell(int linkIndex) {
        try {
            return listener.test(linkIndex);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The listener failed at an arrival", e);
            return true;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            wanted.clear();
            wake();
        } finally {
            lock.unlock();
        }
        ThreadEnd.await(thread);
        Libc.close(wakeUp);
    }
}
