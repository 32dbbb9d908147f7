package io.ipfabric.contracts.topic;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmRejection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topics of the bus. Facts are deleted after their retention; levels are compacted and kept for ever. */
public enum Topic {
    VM_LIFECYCLE("vm-lifecycle", VmLifecycleEvent.class, 8, Duration.ofDays(7)),
    VM_REJECTIONS("vm-rejections", VmRejection.class, 4, Duration.ofDays(30)),
    VM_EVENTS("vm-events", VmEvent.class, 8, Duration.ofDays(30)),
    ADDRESS_EVENTS("address-events", AddressEvent.class, 8, Duration.ofDays(30)),
    /** The partition of a record is the one that its node's topology names. */
    ROUTE_INTENTS("route-intents", RouteIntent.class, 16, null),
    ROUTE_REPORTS("route-reports", RouteReport.class, 8, null),
    NODE_REPORTS("node-reports", NodeReport.class, 4, Duration.ofDays(7)),
    ROUTE_EVENTS("route-events", RouteEvent.class, 8, Duration.ofDays(30)),
    /** One partition: a reflector's sight is in order with its routes. */
    ROUTE_OBSERVATIONS("route-observations", RouteObservation.class, 1, null),
    /** One partition: whoever read it to its end knows the whole fabric. */
    FABRIC_TOPOLOGY("fabric-topology", TopologyEvent.class, 1, null),
    ROUTER_CONFIGS("router-configs", RouterConfig.class, 1, null);

    private final String text;
    private final Class<? extends FabricEvent> family;
    private final int partitions;
    private final @Nullable Duration retention;

    Topic(String text, Class<? extends FabricEvent> family, int partitions, @Nullable Duration retention) {
        this.text = text;
        this.family = family;
        this.partitions = partitions;
        this.retention = retention;
    }

    /** The topic of an event's family. */
    public static Topic of(FabricEvent event) {
        return Arrays.stream(values())
                .filter(topic -> topic.family.isInstance(event))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no topic for " + event.getClass()));
    }

    public static Optional<Topic> named(String text) {
        return Arrays.stream(values()).filter(topic -> topic.text.equals(text)).findFirst();
    }

    public Class<? extends FabricEvent> family() {
        return family;
    }

    public int partitions() {
        return partitions;
    }

    /** How long records are kept; empty for a compacted topic. */
    public Optional<Duration> retention() {
        return Optional.ofNullable(retention);
    }

    public boolean isCompacted() {
        return retention == null;
    }

    /** The VM that a record of this topic is about, by its key; empty: none, or not by the key, which outsiders choose as they like. */
    public Optional<String> vmOf(String key) {
        return switch (this) {
            case VM_EVENTS, ADDRESS_EVENTS, ROUTE_EVENTS -> Optional.of(key);
            case ROUTE_REPORTS -> part(key, 0);
            case ROUTE_INTENTS -> key.endsWith(RouteIntent.Manifest.KEY_SUFFIX) ? Optional.empty() : part(key, 1);
            case VM_LIFECYCLE, VM_REJECTIONS, NODE_REPORTS, ROUTE_OBSERVATIONS, FABRIC_TOPOLOGY, ROUTER_CONFIGS ->
                Optional.empty();
        };
    }

    private static Optional<String> part(String key, int index) {
        var parts = key.split("/", -1);
        return parts.length == 2 ? Optional.of(parts[index]) : Optional.empty();
    }

    /** The name on the broker. */
    @Override
    public String toString() {
        return text;
    }
}
