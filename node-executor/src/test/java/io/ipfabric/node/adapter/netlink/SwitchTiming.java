package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelOperation.DeleteLink;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.KernelRoute.NextHop;
import io.ipfabric.node.domain.Samples;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long an armed switch takes, from what happens to the guest to the kernel's route in both families: an order of magnitude.
 * The agent's loop runs on the real kernel of a network namespace of its own: {@code unshare -n java
 * --enable-native-access=ALL-UNNAMED -cp … SwitchTiming}.
 */
public final class SwitchTiming {

    private static final int ROUNDS = 200;
    private static final int WARM_UP = 100;
    private static final Forwarding VIA = new Forwarding.Via(LiveNode.OTHER);
    private static final Forwarding LOCAL = new Forwarding.Local();

    private static final BlockingQueue<Written> WRITTEN = new LinkedBlockingQueue<>();

    private record Written(KernelRoute route, long at) {}

    private SwitchTiming() {}

    public static void main(String[] arguments) throws IOException {
        run("ip link set lo up");
        try (var node = new LiveNode()) {
            run("sysctl -q net.ipv6.conf.default.disable_ipv6=1");
            makePair();
            node.kernel.subscribe(SwitchTiming::heard);
            print("frame → LOCAL, PREFERRED (replace)", frames(node, 1_000, new Announcement.Preferred(1), 4));
            print("frame → LOCAL, SILENT (add, delete)", frames(node, 2_000, new Announcement.Silent(), 9));
            print("carrier lost → VIA", carrier(node));
            print("link deletion begun → VIA", deletions(node));
        }
    }

    private static void makePair() {
        run("ip link add vm1_net0 type veth peer name vm1_guest");
        run("sysctl -q net.ipv6.conf.vm1_net0.disable_ipv6=0");
        run("ip link set vm1_net0 up");
        run("ip link set vm1_guest up");
    }

    private static Endpoint vm1(long generation, Forwarding forwarding, Announcement announcement, Armed armed) {
        return Samples.armed(Samples.endpoint(1, generation, null, forwarding, announcement), generation, armed);
    }

    private static long[] frames(LiveNode node, long generation, Announcement announcement, int metric) {
        var nanos = new long[WARM_UP + ROUNDS];
        var armed = new Armed(Evidence.GUEST_ARRIVED, LOCAL);
        try (var sender =
                new FrameSender(node.kernel.link("vm1_guest").orElseThrow().index())) {
            for (int i = 0; i < nanos.length; i++) {
                node.intend(vm1(generation + i, VIA, announcement, armed));
                await().until(() -> !node.isLocal(ipv4(1), metric)
                        && !node.isLocal(ipv6(1), metric)
                        && node.isListenedTo("vm1_net0"));
                nanos[i] = until(sender::send, Device.class);
            }
        }
        return nanos;
    }

    private static long[] carrier(LiveNode node) {
        var nanos = new long[WARM_UP + ROUNDS];
        int peer = node.kernel.link("vm1_guest").orElseThrow().index();
        node.intend(vm1(10_000, LOCAL, new Announcement.Normal(), new Armed(Evidence.GUEST_LEFT, VIA)));
        for (int i = 0; i < nanos.length; i++) {
            node.kernel.apply(List.of(new SetLink(peer, null, true)));
            await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));
            nanos[i] = until(() -> node.kernel.apply(List.of(new SetLink(peer, null, false))), Gateway.class);
        }
        return nanos;
    }

    private static long[] deletions(LiveNode node) {
        var nanos = new long[WARM_UP + ROUNDS];
        run("ip link delete vm1_net0");
        for (int i = 0; i < nanos.length; i++) {
            makePair();
            await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));
            int link = node.kernel.link("vm1_net0").orElseThrow().index();
            nanos[i] = until(() -> node.kernel.apply(List.of(new DeleteLink(link, "vm1_net0"))), Gateway.class);
        }
        return nanos;
    }

    /** Until the kernel has told of a route of each family to such a next hop. */
    private static long until(Runnable cause, Class<? extends NextHop> nextHop) {
        WRITTEN.clear();
        long start = System.nanoTime();
        cause.run();
        var missing = new HashSet<>(Set.of(ipv4(1), ipv6(1)));
        long last = start;
        try {
            while (!missing.isEmpty()) {
                var written = Objects.requireNonNull(WRITTEN.poll(10, TimeUnit.SECONDS), "no route within 10 s");
                if (nextHop.isInstance(written.route().nextHop())
                        && missing.remove(written.route().destination().network())) {
                    last = written.at();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return last - start;
    }

    private static void heard(KernelEvent event) {
        long at = System.nanoTime();
        if (event instanceof KernelEvent.RouteWritten(var route)) {
            WRITTEN.add(new Written(route, at));
        }
    }

    private static void print(String what, long[] all) {
        var nanos = Arrays.copyOfRange(all, WARM_UP, all.length);
        Arrays.sort(nanos);
        System.out.printf(
                "%-38s p50 %7.1f µs  p99 %7.1f µs  max %7.1f µs%n",
                what, nanos[ROUNDS / 2] / 1e3, nanos[ROUNDS * 99 / 100] / 1e3, nanos[ROUNDS - 1] / 1e3);
    }

    /** Sends a guest's RARP request, as QEMU does when a guest has arrived, into the guest's end of the pair. */
    private static final class FrameSender implements AutoCloseable {

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
}
