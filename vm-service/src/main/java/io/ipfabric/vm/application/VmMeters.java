package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.vm.domain.Decision;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.Migration;
import io.ipfabric.vm.domain.Placement;
import io.ipfabric.vm.domain.VmInput;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Present;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * What is asked for, and how long it takes. Counted where it is decided: what a transaction that failed had counted is counted again when it is
 * repeated.
 */
@ApplicationScoped
public class VmMeters {

    /** FRR needs 150 ms from a node's kernel to the core; what takes longer than a second waits for something. */
    private static final Duration[] ROUTE_TIMES =
            millis(100, 150, 200, 250, 300, 400, 500, 750, 1_000, 2_500, 5_000, 10_000, 30_000);

    /** A phase takes as long as routes, guests or operators take. */
    private static final Duration[] PHASE_TIMES =
            millis(50, 100, 200, 300, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000);

    private final MeterRegistry registry;

    @Inject
    VmMeters(MeterRegistry registry) {
        this.registry = registry;
        // Those too that have nothing to tell yet: the first time is seen only where there was a zero before it.
        for (var milestone : Milestone.values()) {
            for (var asked : Asked.values()) {
                timer(milestone, asked);
            }
        }
        for (var cutover : CutoverPolicy.values()) {
            Arrays.stream(MigrationPhase.values())
                    .filter(phase -> !phase.isFinal())
                    .forEach(phase -> timer(phase, cutover));
        }
    }

    /** How a placement came about. */
    private enum Asked {
        CREATE,
        START;

        static Asked of(Placement placement) {
            return placement.generation().equals(placement.created()) ? CREATE : START;
        }
    }

    void decided(VmInput input, Decision decision) {
        var outcome =
                switch (decision) {
                    case Transition _ -> "changed";
                    case Unchanged _ -> "unchanged";
                    case Refusal _ -> "refused";
                };
        Counter.builder("fabric.vm.decisions")
                .description("Commands and facts about VMs, by what became of them")
                .tag("input", input.getClass().getSimpleName())
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    void reached(Milestone milestone, Placement placement, Duration after) {
        timer(milestone, Asked.of(placement)).record(after);
    }

    private Timer timer(Milestone milestone, Asked asked) {
        return switch (milestone) {
            case ANNOUNCED ->
                timer(
                        "fabric.vm.announced",
                        "From a VM's creation or start to its node's announcement of every address, as this service saw it",
                        asked);
            case CONFIRMED ->
                timer(
                        "fabric.vm.confirmed",
                        "From a VM's creation or start until the reflectors held every address, as this service saw it",
                        asked);
        };
    }

    private Timer timer(String name, String description, Asked asked) {
        return Timer.builder(name)
                .description(description)
                .tag("asked", lower(asked))
                .serviceLevelObjectives(ROUTE_TIMES)
                .register(registry);
    }

    /** The phases that the migrations left, by the times that were told of them. */
    void moved(VmState before, Present after) {
        if (before instanceof Present earlier) {
            for (var migration : after.migrations().newestFirst()) {
                earlier.migrations()
                        .of(migration.generation())
                        .filter(known -> known.phase() != migration.phase())
                        .ifPresent(known -> left(known.phase(), migration));
            }
        }
    }

    private void left(MigrationPhase phase, Migration migration) {
        var times = migration.progress().times();
        var begun = times.get(phase);
        var ended = times.get(migration.phase());
        if (begun == null || ended == null || ended.isBefore(begun)) {
            // Two services told them: their clocks may differ.
            return;
        }
        timer(phase, migration.cutover()).record(Duration.between(begun, ended));
    }

    private Timer timer(MigrationPhase phase, CutoverPolicy cutover) {
        return Timer.builder("fabric.vm.migration.phase")
                .description("How long migrations were in a phase")
                .tag("phase", lower(phase))
                .tag("cutover", lower(cutover))
                .serviceLevelObjectives(PHASE_TIMES)
                .register(registry);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Duration[] millis(long... all) {
        var durations = new Duration[all.length];
        for (int i = 0; i < all.length; i++) {
            durations[i] = Duration.ofMillis(all[i]);
        }
        return durations;
    }
}
