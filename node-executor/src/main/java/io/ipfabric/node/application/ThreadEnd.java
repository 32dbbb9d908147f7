package io.ipfabric.node.application;

/** The end of a thread, for whoever must not free what it uses before. */
public final class ThreadEnd {

    private ThreadEnd() {}

    /** Returns when the thread has ended, and not before, whoever interrupts; an interrupt is kept for later. */
    public static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
