package io.ipfabric.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code -Dsimulation.seed=N} runs one seed, {@code -Dsimulation.seeds=N} that many new ones, {@code -Dsimulation.steps=N} so many
 * steps each.
 */
class SimulationTest {

    static final int STEPS = 2_000;

    private static final int SEEDS = 150;

    /** Kept, so that its level is. */
    private static final Logger AGENT = Logger.getLogger("io.ipfabric.node");

    @BeforeAll
    static void quiet() {
        AGENT.setLevel(Level.OFF);
    }

    static LongStream seeds() {
        var one = Long.getLong("simulation.seed");
        if (one != null) {
            return LongStream.of(one);
        }
        var many = Long.getLong("simulation.seeds");
        if (many != null) {
            long first = System.currentTimeMillis();
            return LongStream.range(first, first + many);
        }
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensTheInvariantsHoldAndInTheEndEverythingIsWhereItBelongs(long seed) {
        Simulation.run(seed, Integer.getInteger("simulation.steps", STEPS), Sabotage.NONE);
    }
}
