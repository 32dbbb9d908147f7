package io.ipfabric.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code -Dsimulation.seed=N} runs one seed, {@code -Dsimulation.seeds=N} that many new ones (or from {@code -Dsimulation.first=N} on), {@code -Dsimulation.steps=N} so many
 * steps each.
 */
class SimulationTest {

    static final int STEPS = 2_000;

    private static final int SEEDS = 150;

    private static final Logger LOG = Logger.getLogger(SimulationTest.class.getName());
    private static final Map<String, Integer> TOLD = new TreeMap<>();

    /** Kept, so that its level is. */
    private static final Logger AGENT = Logger.getLogger("io.ipfabric.node");

    @BeforeAll
    static void quiet() {
        AGENT.setLevel(Level.OFF);
    }

    /** Or nothing would be said of it by runs that are green. */
    @AfterAll
    static void chanceCameUponWhatIsRare() {
        LOG.info(() -> "told in all runs: " + TOLD);
        if (Long.getLong("simulation.seed") == null && Long.getLong("simulation.seeds") == null) {
            assertThat(TOLD).containsKeys("SilenceForced", "RouteStray", "RouteDrifted");
        }
    }

    static LongStream seeds() {
        var one = Long.getLong("simulation.seed");
        if (one != null) {
            return LongStream.of(one);
        }
        var many = Long.getLong("simulation.seeds");
        if (many != null) {
            long first = Long.getLong("simulation.first", System.currentTimeMillis());
            return LongStream.range(first, first + many);
        }
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensTheInvariantsHoldAndInTheEndEverythingIsWhereItBelongs(long seed) {
        var told = Simulation.run(seed, Integer.getInteger("simulation.steps", STEPS), Sabotage.NONE);
        told.forEach(event -> TOLD.merge(event.getClass().getSimpleName(), 1, Integer::sum));
    }
}
