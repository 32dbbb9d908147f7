package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.routing.domain.RoutingEffect;
import io.ipfabric.routing.domain.RoutingEffect.Erase;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
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
    private final Counter waived;
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
        waived = Counter.builder("fabric.routing.proof.waived")
                .description(
                        "Nodes that were not proved to be silent in time, and a STRICT migration went on by policy")
                .register(registry);
        driftedAtNode = drifted("node");
        driftedAtReflector = drifted("reflector");
        // Those too that never happen: the first time is seen only where there was a zero before it.
        for (var phase : MigrationPhase.values()) {
            migrations(phase, true);
            migrations(phase, false);
        }
    }

    private Counter migrations(MigrationPhase phase, boolean proved) {
        return Counter.builder("fabric.routing.migrations")
                .description("Migrations that came to a phase, and whether that was proved")
                .tag("phase", phase.name().toLowerCase(Locale.ROOT))
                .tag("proved", String.valueOf(proved))
                .register(registry);
    }

    private Counter drifted(String where) {
        return Counter.builder("fabric.routing.routes.drifted")
                .tag("where", where)
                .description("Routes that were announced or confirmed and are not any more, without an order")
                .register(registry);
    }

    /** A decision that changes nothing was asked for by something that said nothing new. */
    void count(RoutingInput input, boolean changed) {
        Counter.builder("fabric.routing.decisions")
                .description("Decisions about a VM, by what asked for them and whether they changed anything")
                .tag("input", input.getClass().getSimpleName())
                .tag("changed", String.valueOf(changed))
                .register(registry)
                .increment();
    }

    void count(List<RoutingEffect> effects) {
        for (var effect : effects) {
            switch (effect) {
                case Tell(var event) -> count(event);
                case Instruct(var intent, var _) -> count(intent);
                case Erase _ -> {}
            }
        }
    }

    private void count(EndpointIntent intent) {
        Counter.builder("fabric.routing.intents")
                .description("Intents that were given to nodes, by their verb")
                .tag("verb", intent.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void count(RouteEvent event) {
        switch (event) {
            case RouteStray _ -> strays.increment();
            case RouteDrifted drifted -> (drifted.reflector() == null ? driftedAtNode : driftedAtReflector).increment();
            case SilenceForced _ -> forced.increment();
            case ProofWaived _ -> waived.increment();
            case MigrationProgressed migration ->
                migrations(migration.phase(), migration.proved()).increment();
            default -> {}
        }
    }
}
