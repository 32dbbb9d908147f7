package io.ipfabric.node.application;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;

/** The agent without its threads: its inputs and its time are in the hands of whoever steps it. */
public final class SteppedAgent {

    private final Reconciler reconciler;
    private final RouterWatch watch;
    private final long born;
    private boolean routerToldNews;

    /** What is outside of the agent; the watch of the router is inside. */
    public record Outside(
            Kernel kernel,
            SourceFilter filter,
            ArrivalWatch arrivals,
            Router router,
            NodeMemory memory,
            Reports reports) {

        /** Without guests that are awaited. */
        public Outside(Kernel kernel, SourceFilter filter, Router router, NodeMemory memory, Reports reports) {
            this(kernel, filter, new FakeArrivals(), router, memory, reports);
        }
    }

    public SteppedAgent(Outside outside, Clock clock) {
        watch = new RouterWatch(outside.router(), this::hear);
        var ports = new AgentPorts(
                outside.kernel(),
                outside.filter(),
                outside.arrivals(),
                watch,
                _ -> {},
                outside.memory(),
                outside.reports());
        var meters = new AgentMeters(new SimpleMeterRegistry());
        reconciler = new Reconciler(ports, AgentSettings.DEFAULT, meters, clock);
        born = System.nanoTime();
    }

    private void hear(AgentInput news) {
        routerToldNews = true;
        reconciler.on(news);
    }

    public void tell(AgentInput input) {
        reconciler.on(input);
    }

    /** @return whether the router said something new */
    public boolean askRouter() throws InterruptedException {
        routerToldNews = false;
        watch.askAll();
        return routerToldNews;
    }

    /** @param age how long it has been running */
    public void work(Duration age) {
        do {
            reconciler.work(born + age.toNanos());
        } while (reconciler.isBehind());
    }

    /** What it does when nothing else waits. */
    public void workAside() {
        while (reconciler.hasWorkAside()) {
            reconciler.workAside();
        }
    }
}
