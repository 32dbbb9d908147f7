package io.ipfabric.node.adapter.netlink;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The real-time class of the scheduler (sched(7)), for threads that others wait for: on a node whose processors belong to its guests, a thread of
 * the usual class runs when it is its turn, tens of milliseconds after what it waited for. It needs CAP_SYS_NICE, or RLIMIT_RTPRIO of that
 * priority; the kernel keeps a share of each processor for all others ({@code kernel.sched_rt_runtime_us}).
 */
public final class RealtimeThread {

    public static final int PRIORITY_MIN = 1;
    public static final int PRIORITY_MAX = 99;

    // linux/sched.h
    private static final int SCHED_RR = 2;
    /** Threads that it starts are of the usual class again. */
    private static final int SCHED_RESET_ON_FORK = 0x40000000;

    private static final int THIS_THREAD = 0;

    /** HotSpot's VMThread, as the kernel shows it; proc_pid_comm(5). */
    static final String SAFEPOINT_THREAD = "VM Thread";

    private static final Path THREADS = Path.of("/proc/self/task");

    private RealtimeThread() {}

    /**
     * Puts the calling thread, which must be a platform thread, before all of the usual class.
     *
     * @param priority from {@link #PRIORITY_MIN} to {@link #PRIORITY_MAX}
     * @return why it was refused; empty: it was not
     */
    public static Optional<Errno> become(int priority) {
        return prefer(THIS_THREAD, priority);
    }

    /**
     * The same for HotSpot's own thread that stops all others for a moment, now and then: while it waits for its turn, everybody waits with it.
     *
     * @return why it was refused; {@link Errno#ENOENT}: this virtual machine has no such thread
     */
    public static Optional<Errno> becomeOfSafepoints(int priority) {
        return threadNamed(SAFEPOINT_THREAD)
                .map(thread -> prefer(thread, priority))
                .orElse(Optional.of(Errno.ENOENT));
    }

    private static Optional<Errno> prefer(int thread, int priority) {
        try (var scratch = Arena.ofConfined()) {
            // struct sched_param: int priority
            var parameter = scratch.allocateFrom(ValueLayout.JAVA_INT, priority);
            int result = Libc.schedSetscheduler(thread, SCHED_RR | SCHED_RESET_ON_FORK, parameter);
            return result < 0 ? Optional.of(Errno.of(-result)) : Optional.empty();
        }
    }

    /** @return the number that the kernel knows the thread of this process by */
    static Optional<Integer> threadNamed(String name) {
        try (var threads = Files.newDirectoryStream(THREADS)) {
            for (var thread : threads) {
                if (isNamed(thread, name)) {
                    return Optional.of(Integer.valueOf(thread.getFileName().toString()));
                }
            }
            return Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
    }

    private static boolean isNamed(Path thread, String name) {
        try {
            return Files.readString(thread.resolve("comm")).strip().equals(name);
        } catch (IOException _) {
            // It ended meanwhile.
            return false;
        }
    }
}
