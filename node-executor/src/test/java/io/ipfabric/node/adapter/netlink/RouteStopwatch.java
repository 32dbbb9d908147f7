package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.NextHop;
import io.ipfabric.node.domain.Samples;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures how long it takes until VM 1 has routes in both families to another next hop, as the kernel tells it. */
final class RouteStopwatch {

    private final BlockingQueue<Written> written = new LinkedBlockingQueue<>();

    private record Written(KernelRoute route, long at) {}

    /** Its kernel must have no other listener. */
    RouteStopwatch(LiveNode node) {
        node.kernel.subscribe(this::heard);
    }

    private void heard(KernelEvent event) {
        long at = System.nanoTime();
        if (event instanceof KernelEvent.RouteWritten(var route)) {
            written.add(new Written(route, at));
        }
    }

    /** @return nanoseconds from the cause until the kernel has told of a route of each family to such a next hop */
    long until(Runnable cause, Class<? extends NextHop> nextHop) {
        written.clear();
        long start = System.nanoTime();
        cause.run();
        var missing = new HashSet<>(Set.of(ipv4(1), ipv6(1)));
        long last = start;
        try {
            while (!missing.isEmpty()) {
                var next = Objects.requireNonNull(written.poll(10, TimeUnit.SECONDS), "no route within 10 s");
                if (nextHop.isInstance(next.route().nextHop())
                        && missing.remove(next.route().destination().network())) {
                    last = next.at();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return last - start;
    }

    static void makePair() {
        run("ip link add vm1_net0 type veth peer name vm1_guest");
        run("sysctl -q net.ipv6.conf.vm1_net0.disable_ipv6=0");
        run("ip link set vm1_net0 up");
        run("ip link set vm1_guest up");
    }

    static Endpoint vm1(long generation, Forwarding forwarding, Announcement announcement, @Nullable Armed armed) {
        return Samples.armed(Samples.endpoint(1, generation, null, forwarding, announcement), generation, armed);
    }
}
