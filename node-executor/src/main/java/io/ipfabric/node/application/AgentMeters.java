package io.ipfabric.node.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the agent counts. Names are a contract with the dashboards. */
public final class AgentMeters {

    private final Counter carried;
    private final Counter refused;
    private final Counter unreadable;
    private final Counter differences;
    private final Counter failures;
    private final Timer reconcile;
    private final AtomicInteger endpoints = new AtomicInteger();
    private final AtomicInteger obeying = new AtomicInteger();
    private final AtomicLong manifest = new AtomicLong();

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
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        registry.gauge("fabric.agent.endpoints", endpoints);
        registry.gauge("fabric.agent.obeying", obeying);
        registry.gauge("fabric.agent.manifest.generation", manifest);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
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
