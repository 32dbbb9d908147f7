package io.ipfabric.node.application;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;

/** The agent without its threads: its inputs and its time are in the hands of whoever steps it. */
public final class SteppedAgent {

    private final Reconciler reconciler;
    private final long born;

    public SteppedAgent(AgentPorts ports, Clock clock) {
        reconciler = new Reconciler(ports, AgentSettings.DEFAULT, new AgentMeters(new SimpleMeterRegistry()), clock);
        born = System.nanoTime();
    }

    public void tell(AgentInput input) {
        reconciler.on(input);
    }

    /** @param age how long it has been running */
    public void work(Duration age) {
        reconciler.work(born + age.toNanos());
    }

    /** What it does when nothing else waits. */
    public void workAside() {
        while (reconciler.hasWorkAside()) {
            reconciler.workAside();
        }
    }
}
