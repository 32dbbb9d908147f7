package io.ipfabric.gateway.observer.application;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** What the observer counts. Names are a contract with the dashboards. */
public final class ObserverMeters {

    private final MeterRegistry registry;
    private final Counter messages;
    private final Counter malformed;
    private final Timer publishing;

    public ObserverMeters(MeterRegistry registry) {
        this.registry = registry;
        messages = Counter.builder("fabric.observer.messages")
                .description("Messages of reflectors that were read")
                .register(registry);
        malformed = Counter.builder("fabric.observer.malformed")
                .description("Messages that could not be read; each ended its session")
                .register(registry);
        publishing = Timer.builder("fabric.observer.publishing")
                .description("From the state's change to the broker's acknowledgement")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    public void watch(Observatory observatory) {
        for (var state : State.values()) {
            Gauge.builder("fabric.observer.sessions", observatory, all -> all.count(state))
                    .tag("state", state.name())
                    .description("Reflectors by what can be seen of them")
                    .register(registry);
        }
        for (var state : State.values()) {
            Gauge.builder("fabric.observer.clients", observatory, all -> all.countClients(state))
                    .tag("state", state.name())
                    .description("BGP sessions of the observer's own with reflectors")
                    .register(registry);
        }
        Gauge.builder("fabric.observer.routes", observatory, Observatory::routes)
                .description("Prefixes that reflectors hold, all together")
                .register(registry);
    }

    public void watchWaiting(Supplier<Number> waiting) {
        Gauge.builder("fabric.observer.waiting", waiting)
                .description("Levels that wait to be published")
                .register(registry);
    }

    public void message() {
        messages.increment();
    }

    public void malformed() {
        malformed.increment();
    }

    public void published(Duration after) {
        publishing.record(after);
    }
}
