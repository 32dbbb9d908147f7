package io.ipfabric.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each invariant finds what it is there for: a simulation that cannot fail would be green for nothing. */
class SimulationSelfTest {

    /** Chance has to come upon the fault: it does within a few seeds. */
    private static final int SEEDS_MAX = 20;

    private static final Logger AGENT = Logger.getLogger("io.ipfabric.node");

    @BeforeAll
    static void quiet() {
        AGENT.setLevel(Level.OFF);
    }

    /** A seed may show another consequence of the fault before. */
    @ParameterizedTest
    @CsvSource({
        "DOUBLE_ALLOCATION, has two owners",
        "RELEASE_WITHOUT_PROOF, which was released",
        "ALWAYS_NORMAL, is delivered and announced NORMAL by",
        "STUCK_EPOCH, and repeats nothing",
        "WITHDRAWAL_LOST, is still being deleted",
        "FOREIGN_LINK_DELETED, took away what is not its own",
        "ONE_REFLECTOR_ASKED, and not all in sync hold it",
        "RELEASE_BY_REPORT, and reflectors may hold a path of",
        "SEAMLESS_BY_REPORT, is to withdraw before all in sync hold",
        "STRICT_BY_REPORT, is to announce before it was shown",
        "WORD_AT_ONCE, is said before its time"
    })
    void aFaultIsFoundAndSaysHowToSeeItAgain(Sabotage fault, String found) {
        assertThat(LongStream.rangeClosed(1, SEEDS_MAX)
                        .mapToObj(seed -> failure(seed, fault))
                        .flatMap(Optional::stream)
                        .filter(message -> message.contains(found))
                        .findFirst())
                .hasValueSatisfying(message -> assertThat(message).contains("-Dsimulation.seed="));
    }

    private static Optional<String> failure(long seed, Sabotage fault) {
        try {
            var _ = Simulation.run(seed, SimulationTest.STEPS, fault);
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(String.valueOf(violation.getMessage()));
        }
    }
}
