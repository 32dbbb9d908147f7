package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.node.domain.KernelOperation.DeleteLink;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how long an armed switch takes, from what happens to the guest to the kernel's route in both families: an order of magnitude.
 * The agent's loop runs on the real kernel of a network namespace of its own: {@code unshare -n java
 * --enable-native-access=ALL-UNNAMED -cp … SwitchTiming [how many VMs an audit is to compare]}.
 */
public final class SwitchTiming {

    private static final int ROUNDS = 200;
    private static final int WARM_UP = 100;
    /** Enough for the kernel to have been observed: what is left of the audit is to look at every endpoint. */
    private static final long AUDIT_HEAD_START = 10_000_000;

    private static final Forwarding VIA = new Forwarding.Via(LiveNode.OTHER);
    private static final Forwarding LOCAL = new Forwarding.Local();

    /** Whatever the agent is to be busy with when the frame comes. */
    private Runnable burden = () -> {};

    private final LiveNode node;
    private final RouteStopwatch stopwatch;

    private SwitchTiming(LiveNode node) {
        this.node = node;
        stopwatch = new RouteStopwatch(node);
    }

    public static void main(String[] arguments) throws IOException {
        run("ip link set lo up");
        try (var node = new LiveNode()) {
            run("sysctl -q net.ipv6.conf.default.disable_ipv6=1");
            RouteStopwatch.makePair();
            var timing = new SwitchTiming(node);
            print("frame → LOCAL, PREFERRED (replace)", timing.frames(1_000, new Announcement.Preferred(1), 4));
            print("frame → LOCAL, SILENT (add, delete)", timing.frames(2_000, new Announcement.Silent(), 9));
            if (arguments.length > 0) {
                timing.printAudited(Integer.parseInt(arguments[0]));
                return;
            }
            print("carrier lost → VIA", timing.carrier());
            print("link deletion begun → VIA", timing.deletions());
        }
    }

    private long[] frames(long generation, Announcement announcement, int metric) {
        var nanos = new long[WARM_UP + ROUNDS];
        var armed = new Armed(Evidence.GUEST_ARRIVED, LOCAL);
        try (var sender =
                new FrameSender(node.kernel.link("vm1_guest").orElseThrow().index())) {
            for (int i = 0; i < nanos.length; i++) {
                node.intend(RouteStopwatch.vm1(generation + i, VIA, announcement, armed));
                await().until(() -> !node.isLocal(ipv4(1), metric)
                        && !node.isLocal(ipv6(1), metric)
                        && node.isListenedTo("vm1_net0"));
                burden.run();
                nanos[i] = stopwatch.until(sender::send, Device.class);
            }
        }
        return nanos;
    }

    private void printAudited(int vms) {
        node.carry(vms);
        print("frame → LOCAL, beside %d VMs".formatted(vms), frames(3_000, new Announcement.Preferred(1), 4));
        burden = () -> {
            node.haveItAudited();
            LockSupport.parkNanos(AUDIT_HEAD_START);
        };
        print("the same, an audit has begun", frames(4_000, new Announcement.Preferred(1), 4));
    }

    private long[] carrier() {
        var nanos = new long[WARM_UP + ROUNDS];
        int peer = node.kernel.link("vm1_guest").orElseThrow().index();
        node.intend(RouteStopwatch.vm1(10_000, LOCAL, new Announcement.Normal(), new Armed(Evidence.GUEST_LEFT, VIA)));
        for (int i = 0; i < nanos.length; i++) {
            node.kernel.apply(List.of(new SetLink(peer, null, true)));
            await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));
            nanos[i] = stopwatch.until(() -> node.kernel.apply(List.of(new SetLink(peer, null, false))), Gateway.class);
        }
        return nanos;
    }

    private long[] deletions() {
        var nanos = new long[WARM_UP + ROUNDS];
        run("ip link delete vm1_net0");
        for (int i = 0; i < nanos.length; i++) {
            RouteStopwatch.makePair();
            await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));
            int link = node.kernel.link("vm1_net0").orElseThrow().index();
            nanos[i] =
                    stopwatch.until(() -> node.kernel.apply(List.of(new DeleteLink(link, "vm1_net0"))), Gateway.class);
        }
        return nanos;
    }

    private static void print(String what, long[] all) {
        var nanos = Arrays.copyOfRange(all, WARM_UP, all.length);
        Arrays.sort(nanos);
        System.out.printf(
                "%-38s p50 %7.1f µs  p99 %7.1f µs  max %7.1f µs%n",
                what, nanos[ROUNDS / 2] / 1e3, nanos[ROUNDS * 99 / 100] / 1e3, nanos[ROUNDS - 1] / 1e3);
    }
}
