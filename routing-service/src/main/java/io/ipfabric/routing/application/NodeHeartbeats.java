package io.ipfabric.routing.application;

import io.ipfabric.contracts.value.NodeName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When each node of the fabric was last heard of, by this service's clock: a series a node, which says what was heard until the moment it is read. A node
 * that was never heard of counts from when it was first found in the fabric: so one that is dead is told after a restart too, and one that lives,
 * or was added just now, is not. Of several threads.
 */
final class NodeHeartbeats {

    private static final double MILLIS_PER_SECOND = 1_000;

    private final Map<NodeName, Instant> heard = new ConcurrentHashMap<>();
    private final MultiGauge lastHeard;

    NodeHeartbeats(MeterRegistry registry) {
        lastHeard = MultiGauge.builder("fabric.routing.node.heartbeat.timestamp.seconds")
                .description("When the last heartbeat of a node came, in seconds since 1970")
                .register(registry);
    }

    void heard(NodeName node, Instant now) {
        heard.put(node, now);
    }

    /** These are the fabric's nodes, and no others. A series that is there stays: it reads what is heard. */
    void present(List<NodeName> nodes, Instant now) {
        nodes.forEach(node -> heard.putIfAbsent(node, now));
        lastHeard.register(nodes.stream().map(this::row).collect(Collectors.toList()), false);
        heard.keySet().retainAll(nodes);
    }

    private MultiGauge.Row<?> row(NodeName node) {
        return MultiGauge.Row.of(Tags.of("node", node.value()), heard, last -> seconds(last.get(node)));
    }

    /** Of a node that left the fabric there is nothing to be said. */
    private static double seconds(@Nullable Instant last) {
        return last == null ? Double.NaN : last.toEpochMilli() / MILLIS_PER_SECOND;
    }
}
