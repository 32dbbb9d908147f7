package io.ipfabric.gateway.observer.application;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.RouterName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the observer counts. Names are a contract with the dashboards. */
public final class ObserverMeters {

    private final MeterRegistry registry;
    private final Counter messages;
    private final Counter malformed;
    private final Timer publishing;
    private final MultiGauge inSync;
    private final MultiGauge held;

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
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
        inSync = MultiGauge.builder("fabric.observer.reflector.in.sync")
                .description("1 while all that the reflector holds is known, else 0")
                .register(registry);
        held = MultiGauge.builder("fabric.observer.reflector.prefixes")
                .description("Prefixes that the reflector holds, as far as is known")
                .register(registry);
    }

    /** These are the fabric's, and no others: two series each. */
    public void reflectors(Observatory observatory, Collection<RouterName> present) {
        inSync.register(rows(present, name -> observatory.isInSync(name) ? 1 : 0), true);
        held.register(rows(present, observatory::routes), true);
    }

    private static List<MultiGauge.Row<?>> rows(Collection<RouterName> present, ToDoubleFunction<RouterName> value) {
        return present.stream()
                .<MultiGauge.Row<?>>map(name -> MultiGauge.Row.of(Tags.of("reflector", name.value()), name, value))
                .toList();
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
