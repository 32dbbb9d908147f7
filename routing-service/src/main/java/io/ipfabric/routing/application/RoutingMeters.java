package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.routing.domain.RoutingEffect;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import io.ipfabric.routing.domain.RoutingInput;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;

/** Counts what an operator is to look at. */
@ApplicationScoped
public class RoutingMeters {

    private final MeterRegistry registry;
    private final Counter strays;
    private final Counter forced;
    private final Counter driftedAtNode;
    private final Counter driftedAtReflector;

    @Inject
    RoutingMeters(MeterRegistry registry) {
        this.registry = registry;
        strays = Counter.builder("fabric.routing.routes.stray")
                .description("Paths that a reflector held and nobody ordered")
                .register(registry);
        forced = Counter.builder("fabric.routing.silence.forced")
                .description("Nodes that were taken to be silent by an operator's word")
                .register(registry);
        driftedAtNode = drifted("node");
        driftedAtReflector = drifted("reflector");
    }

    private Counter drifted(String where) {
        return Counter.builder("fabric.routing.routes.drifted")
                .tag("where", where)
                .description("Routes that were announced or confirmed and are not any more, without an order")
                .register(registry);
    }

    /** A decision that changes nothing was asked for by something that said nothing new. */
    void count(RoutingInput input, boolean changed) {
        registry.counter(
                        "fabric.routing.decisions",
                        "input",
                        input.getClass().getSimpleName(),
                        "changed",
                        String.valueOf(changed))
                .increment();
    }

    void count(List<RoutingEffect> effects) {
        for (var effect : effects) {
            if (effect instanceof Tell(var event)) {
                count(event);
            }
        }
    }

    void count(RouteEvent event) {
        switch (event) {
            case RouteStray _ -> strays.increment();
            case RouteDrifted drifted -> (drifted.reflector() == null ? driftedAtNode : driftedAtReflector).increment();
            case SilenceForced _ -> forced.increment();
            case MigrationProgressed migration ->
                registry.counter(
                                "fabric.routing.migrations",
                                "phase",
                                migration.phase().name().toLowerCase(Locale.ROOT),
                                "proved",
                                String.valueOf(migration.proved()))
                        .increment();
            default -> {}
        }
    }
}
