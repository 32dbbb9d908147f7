package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Prints how long the first armed switch of an agent takes, as target and as source, without and with a rehearsal: each sample is a JVM
 * and a network namespace of its own, the kinds in turn, so that what else the machine does falls on all alike. {@code java
 * --enable-native-access=ALL-UNNAMED -cp … FirstSwitchTiming [samples [rounds of a rehearsal]]}.
 */
public final class FirstSwitchTiming {

    private static final String RESULT = "nanoseconds ";
    private static final List<String> COMPILERS = List.of("1", "4");
    private static final Forwarding VIA = new Forwarding.Via(LiveNode.OTHER);
    private static final Forwarding LOCAL = new Forwarding.Local();

    private FirstSwitchTiming() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0 && arguments[0].equals("sample")) {
            sample(arguments[1], Integer.parseInt(arguments[2]));
            return;
        }
        int samples = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        var rounds = arguments.length > 1 ? arguments[1] : "300";
        var measured = new LinkedHashMap<String, List<Long>>();
        for (int i = 0; i < samples; i++) {
            for (var compiler : COMPILERS) {
                for (var role : List.of("target", "source")) {
                    for (var rehearsed : List.of("0", rounds)) {
                        measured.computeIfAbsent(kind(compiler, role, rehearsed), _ -> new ArrayList<>())
                                .add(spawn(compiler, role, rehearsed));
                    }
                }
            }
        }
        print(measured, rounds);
    }

    private static String kind(String compiler, String role, String rounds) {
        return "%s, %s, %s rounds rehearsed".formatted(compiler.equals("1") ? "C1" : "C2", role, rounds);
    }

    private static long spawn(String compiler, String role, String rounds) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "unshare",
                        "-n",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseZGC",
                        "-XX:TieredStopAtLevel=" + compiler,
                        "-Xmx96m",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstSwitchTiming.class.getName(),
                        "sample",
                        role,
                        rounds)
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> Long.parseLong(line.substring(RESULT.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no sample: " + output));
    }

    private static void sample(String role, int rounds) throws IOException {
        run("ip link set lo up");
        try (var node = new LiveNode()) {
            run("sysctl -q net.ipv6.conf.default.disable_ipv6=1");
            RouteStopwatch.makePair();
            run("sysctl -q net.ipv6.conf.default.disable_ipv6=0");
            var stopwatch = new RouteStopwatch(node);
            // What any agent has done before its first switch: an endpoint is brought up and compared.
            node.intend(RouteStopwatch.vm1(10, VIA, new Announcement.Normal(), null));
            await().until(() -> node.isVia(ipv4(1), 3) && node.isVia(ipv6(1), 3));
            if (rounds > 0) {
                node.rehearse(rounds);
            }
            long nanos = role.equals("target") ? target(node, stopwatch) : source(node, stopwatch);
            System.out.println(RESULT + nanos);
        }
    }

    private static long target(LiveNode node, RouteStopwatch stopwatch) {
        int guest = node.kernel.link("vm1_guest").orElseThrow().index();
        try (var sender = new FrameSender(guest)) {
            var armed = new Armed(Evidence.GUEST_ARRIVED, LOCAL);
            node.intend(RouteStopwatch.vm1(20, VIA, new Announcement.Preferred(1), armed));
            await().until(() -> node.isVia(ipv4(1), 4) && node.isVia(ipv6(1), 4) && node.isListenedTo("vm1_net0"));
            return stopwatch.until(sender::send, Device.class);
        }
    }

    private static long source(LiveNode node, RouteStopwatch stopwatch) {
        int guest = node.kernel.link("vm1_guest").orElseThrow().index();
        var armed = new Armed(Evidence.GUEST_LEFT, VIA);
        node.intend(RouteStopwatch.vm1(20, LOCAL, new Announcement.Normal(), armed));
        await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));
        return stopwatch.until(() -> node.kernel.apply(List.of(new SetLink(guest, null, false))), Gateway.class);
    }

    private static void print(Map<String, List<Long>> measured, String rounds) {
        measured.forEach((kind, nanos) -> System.out.printf(
                "%-36s median %8.2f ms  max %8.2f ms%n",
                kind, median(nanos) / 1e6, sorted(nanos).getLast() / 1e6));
        for (var compiler : COMPILERS) {
            for (var role : List.of("target", "source")) {
                var cold = Objects.requireNonNull(measured.get(kind(compiler, role, "0")));
                var rehearsed = Objects.requireNonNull(measured.get(kind(compiler, role, rounds)));
                System.out.printf(
                        "%s, %s: without a rehearsal %.1f times as long (median), %.1f times (max)%n",
                        compiler.equals("1") ? "C1" : "C2",
                        role,
                        median(cold) / median(rehearsed),
                        (double) sorted(cold).getLast() / sorted(rehearsed).getLast());
            }
        }
    }

    private static double median(List<Long> nanos) {
        return sorted(nanos).get(nanos.size() / 2);
    }

    private static List<Long> sorted(List<Long> nanos) {
        var sorted = nanos.toArray(Long[]::new);
        Arrays.sort(sorted);
        return List.of(sorted);
    }
}
