package io.ipfabric.node.adapter.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
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

    private RealtimeThread() {}

    /**
     * Puts the calling thread, which must be a platform thread, before all of the usual class.
     *
     * @param priority from {@link #PRIORITY_MIN} to {@link #PRIORITY_MAX}
     * @return why it was refused; empty: it was not
     */
    public static Optional<Errno> become(int priority) {
        try (var scratch = Arena.ofConfined()) {
            // struct sched_param: int priority
            var parameter = scratch.allocateFrom(ValueLayout.JAVA_INT, priority);
            int result = Libc.schedSetscheduler(THIS_THREAD, SCHED_RR | SCHED_RESET_ON_FORK, parameter);
            return result < 0 ? Optional.of(Errno.of(-result)) : Optional.empty();
        }
    }
}
