package io.ipfabric.node.adapter.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RealtimeThreadTest {

    private static final int ROUND_ROBIN = 2;
    private static final int USUAL = 0;

    /** Field 41 of proc_pid_stat(5), counted from the one after the program's name, which is the third. */
    private static final int POLICY = 41 - 3;

    @Test
    void it_goes_before_all_others_but_those_that_it_starts_do_not() throws InterruptedException {
        var policies = new CopyOnWriteArrayList<Integer>();
        var refusal = run(() -> {
            var refused = RealtimeThread.become(RealtimeThread.PRIORITY_MIN);
            policies.add(policy());
            join(Thread.ofPlatform().start(() -> policies.add(policy())));
            return refused.map(Errno::name).orElse("none");
        });

        assertThat(refusal).as("These tests need root (CAP_SYS_NICE)").isEqualTo("none");
        assertThat(policies).isEqualTo(List.of(ROUND_ROBIN, USUAL));
    }

    @Test
    void the_jvms_own_thread_that_stops_all_others_goes_before_them_too() throws IOException {
        int thread = RealtimeThread.threadNamed(RealtimeThread.SAFEPOINT_THREAD).orElseThrow();

        var refused = RealtimeThread.becomeOfSafepoints(RealtimeThread.PRIORITY_MIN);

        assertThat(refused).as("These tests need root (CAP_SYS_NICE)").isEmpty();
        assertThat(policy(Path.of("/proc/self/task/" + thread + "/stat"))).isEqualTo(ROUND_ROBIN);
    }

    @Test
    void a_refusal_says_why_and_changes_nothing() throws InterruptedException {
        var policies = new CopyOnWriteArrayList<Integer>();
        var refusal = run(() -> {
            var refused = RealtimeThread.become(RealtimeThread.PRIORITY_MAX + 1);
            policies.add(policy());
            return refused.map(Errno::name).orElse("none");
        });

        assertThat(refusal).isEqualTo("EINVAL");
        assertThat(policies).isEqualTo(List.of(USUAL));
    }

    /** In a thread of its own: the class would stay with the test's. */
    private static String run(Supplier<String> work) throws InterruptedException {
        var result = new AtomicReference<String>("");
        Thread.ofPlatform().start(() -> result.set(work.get())).join();
        return result.get();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static int policy() {
        try {
            return policy(Path.of("/proc/thread-self/stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int policy(Path statOfThread) throws IOException {
        var stat = Files.readString(statOfThread);
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Integer.parseInt(fields[POLICY]);
    }
}
