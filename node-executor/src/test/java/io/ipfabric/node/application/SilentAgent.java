package io.ipfabric.node.application;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Stands where the agent would be asked: a loop on fakes that does not turn, so every question is too much for it. */
@Singleton
class SilentAgent {

    @Produces
    @Singleton
    AgentProbe probe(MeterRegistry registry) {
        var inbox = new Inbox();
        var ports = new AgentPorts(
                new FakeKernel(),
                new FakeSourceFilter(),
                new FakeArrivals(),
                new RouterWatch(new FakeRouter(), _ -> {}),
                _ -> {},
                new ReconcilerFixture.Memory(),
                new FakeReports());
        return new AgentProbe(
                inbox,
                new ReconcilerLoop(
                        inbox,
                        new Reconciler(ports, AgentSettings.DEFAULT, new AgentMeters(registry), Clock.systemUTC())));
    }
}
