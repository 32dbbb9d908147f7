package io.ipfabric.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.routing.domain.Wait.Kind;
import io.ipfabric.simulation.StrictMove.Silence;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A STRICT move's source does not answer for longer than a proof may take. Chance hardly ever leaves one alone for so long. There are reflectors, because it
 * is by them that the decisions are judged; the invariants are asked all the time.
 */
class StrictTimeoutTest {

    /** Of the 30 s that a proof has. */
    private static final Duration IN_TIME = Duration.ofSeconds(27);

    private static final Duration REST = Duration.ofSeconds(6);
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final Logger AGENT = Logger.getLogger("io.ipfabric.node");

    @BeforeAll
    static void quiet() {
        AGENT.setLevel(Level.OFF);
    }

    static Stream<Arguments> moves() {
        return Arrays.stream(Silence.values())
                .flatMap(silence -> IntStream.rangeClosed(1, 2).mapToObj(number -> Arguments.of(silence, number)));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void withProceedTheTargetOutranksTheSourceAndTheMoveEndsWhenThatIsBack(Silence silence, int reflectors) {
        var move = new StrictMove(silence, reflectors, Sabotage.NONE);
        move.begin(StrictTimeout.PROCEED);
        move.passes(IN_TIME);
        assertSilentTarget(move);

        move.passes(REST);
        assertTargetWins(move, silence);
        move.passes(LONG);
        assertTargetWins(move, silence);
        assertThat(move.overdue()).anySatisfy(wait -> assertThat(wait)
                .matches(found ->
                        found.kind() == Kind.SOURCE_GONE && found.node().equals(move.source.name())));

        move.sourceIsBack();
        assertOver(move, false);
        assertThat(move.waived()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("moves")
    void withHoldTheTargetAnnouncesNothingUntilTheSourceIsBack(Silence silence, int reflectors) {
        var move = new StrictMove(silence, reflectors, Sabotage.NONE);
        move.begin(StrictTimeout.HOLD);
        move.passes(LONG);

        assertSilentTarget(move);
        assertThat(move.overdue()).anySatisfy(wait -> assertThat(wait)
                .matches(found ->
                        found.kind() == Kind.SOURCE_WITHDRAWN && found.node().equals(move.source.name())));
        assertThat(move.migration().phase()).isEqualTo(MigrationPhase.CONVERGING);

        move.sourceIsBack();
        assertThat(move.waived()).isEmpty();
        // That its source was ready was not proved where it was cut off by then.
        assertOver(move, silence != Silence.CUT_OFF_BEFORE);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasWaivedForTheMoveIsNotWaivedForTheReleaseOfAddresses(Silence silence) {
        var move = new StrictMove(silence, 2, Sabotage.NONE);
        move.begin(StrictTimeout.PROCEED);
        move.passes(IN_TIME.plus(REST));
        assertTargetWins(move, silence);

        move.delete();
        move.passes(LONG);
        assertThat(move.isHolding()).isTrue();

        move.sourceIsBack();
        assertThat(move.isHolding()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "HOLD_IGNORED, HOLD, is to announce before it was shown",
        "WAIVED_AT_ONCE, PROCEED, is to announce before it was shown",
        "ALWAYS_NORMAL, PROCEED, is delivered and announced NORMAL by"
    })
    void thatItGoesOnAgainstItsPolicyOrTooEarlyOrAsIfItWereProvedIsFound(
            Sabotage fault, StrictTimeout policy, String found) {
        var move = new StrictMove(Silence.CUT_OFF_BEFORE, 1, fault);

        assertThatThrownBy(() -> {
                    move.begin(policy);
                    move.passes(IN_TIME.plus(REST));
                })
                .isInstanceOf(Violation.class)
                .hasMessageContaining(found);
    }

    /** It delivers, to who sends to it by itself. */
    private static void assertSilentTarget(StrictMove move) {
        assertThat(move.waived()).isEmpty();
        assertThat(move.isTargetToAnnounce()).isFalse();
        assertThat(move.target.advertised()).isEmpty();
        assertThat(move.target.routes()).hasSameSizeAs(move.addresses()).allSatisfy(route -> assertThat(route.metric())
                .isEqualTo(RouteClass.DELIVER_ONLY.metric()));
    }

    /** At all reflectors, and over a source that announces, if it does. */
    private static void assertTargetWins(StrictMove move, Silence silence) {
        assertThat(move.waived()).containsExactly(move.source.name());
        assertThat(move.migration().progress().proved()).isFalse();
        assertThat(move.target.advertised()).containsOnlyKeys(move.addresses());
        assertThat(move.source.advertised().keySet()).isEqualTo(silence.announces() ? move.addresses() : Set.of());
        assertThat(move.world.reflectors).allSatisfy(reflector -> assertThat(move.addresses())
                .allSatisfy(address ->
                        assertThat(reflector.strongest(address)).containsExactly(move.target.topology.address())));
    }

    private static void assertOver(StrictMove move, boolean proved) {
        assertThat(move.source.routes()).isEmpty();
        assertThat(move.source.advertised()).isEmpty();
        assertThat(move.target.advertised()).containsOnlyKeys(move.addresses());
        assertThat(move.overdue()).isEmpty();
        assertThat(move.migration().phase()).isEqualTo(MigrationPhase.COMPLETED);
        assertThat(move.migration().progress().proved()).isEqualTo(proved);
    }
}
