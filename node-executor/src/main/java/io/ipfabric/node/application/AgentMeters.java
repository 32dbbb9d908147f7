package io.ipfabric.node.application;

import io.ipfabric.contracts.topic.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the agent counts. Names are a contract with the dashboards. */
public final class AgentMeters {

    /** A pass takes fractions of a millisecond for one endpoint, and some milliseconds for a hundred. */
    private static final Duration[] RECONCILE_TIMES = {
        Duration.ofNanos(250_000), Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2),
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(100),
        Duration.ofSeconds(1)
    };

    private static final Set<Topic> FOLLOWED = Set.of(Topic.ROUTE_INTENTS, Topic.FABRIC_TOPOLOGY, Topic.ROUTER_CONFIGS);

    private final Counter carried;
    private final Counter refused;
    private final Counter unreadable;
    private final Counter differences;
    private final Counter failures;
    private final Timer reconcile;
    private final AtomicInteger endpoints = new AtomicInteger();
    private final AtomicInteger obeying = new AtomicInteger();
    private final AtomicLong manifest = new AtomicLong();
    private final PeerMeters peers;
    private final Map<Topic, AtomicLong> lags = new EnumMap<>(Topic.class);

    public AgentMeters(MeterRegistry registry) {
        carried = counter(registry, "fabric.agent.intents.carried", "Endpoints that an intent changed");
        refused = counter(registry, "fabric.agent.intents.refused", "Intents that were not obeyed");
        unreadable =
                counter(registry, "fabric.agent.intents.unreadable", "Records of the partition that no one can read");
        differences = counter(
                registry,
                "fabric.agent.audit.differences",
                "Differences that the audit found in kernel, filter or router");
        failures = counter(registry, "fabric.agent.operations.failed", "Kernel and filter operations that failed");
        reconcile = Timer.builder("fabric.agent.reconcile")
                .description("From the decision to the read-back of the kernel, one pass")
                .serviceLevelObjectives(RECONCILE_TIMES)
                .register(registry);
        gauge(registry, "fabric.agent.endpoints", "Endpoints that are intended for the node", endpoints);
        gauge(
                registry,
                "fabric.agent.obeying",
                "1 while the node acts on a manifest for its own instance, else 0",
                obeying);
        gauge(
                registry,
                "fabric.agent.manifest.generation",
                "Generation of the manifest that the node acts on",
                manifest);
        peers = new PeerMeters(registry);
        for (var topic : FOLLOWED) {
            var lag = new AtomicLong();
            lags.put(topic, lag);
            Gauge.builder("fabric.agent.consumer.lag.records", lag, AtomicLong::doubleValue)
                    .description("Records of a topic that the node has still to read")
                    .tag("topic", topic.toString())
                    .register(registry);
        }
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String description, Number value) {
        Gauge.builder(name, value, Number::doubleValue).description(description).register(registry);
    }

    public PeerMeters peers() {
        return peers;
    }

    /** Told by the thread that reads the topic. */
    public void lag(Topic topic, long records) {
        var lag = lags.get(topic);
        if (lag != null) {
            lag.set(records);
        }
    }

    public void carried(int count) {
        carried.increment(count);
    }

    public void refused() {
        refused.increment();
    }

    public void unreadable() {
        unreadable.increment();
    }

    public void differences(int count) {
        differences.increment(count);
    }

    public long differences() {
        return (long) differences.count();
    }

    public void failures(int count) {
        failures.increment(count);
    }

    public void reconciled(Duration duration) {
        reconcile.record(duration);
    }

    public void state(int carried, boolean isObeying, long generation) {
        endpoints.set(carried);
        obeying.set(isObeying ? 1 : 0);
        manifest.set(generation);
    }
}
