package io.ipfabric.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Samples;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RouterQuestionsTest {

    private static final Address ADDRESS = Samples.ipv4(1);
    private static final RouterFacts ANNOUNCED = new RouterFacts(5L, true);

    private final RouterQuestions questions = new RouterQuestions();

    /** Expects and answers that it is not so. */
    private Duration waitAfterWrongAnswer(int others, Duration waited) {
        for (int i = 0; i < others; i++) {
            questions.expect(Samples.ipv4(100 + i), ANNOUNCED, 0);
        }
        questions.expect(ADDRESS, ANNOUNCED, 0);
        while (questions.take(0) != null) {}
        questions.answered(ADDRESS, RouterFacts.NONE, 0);
        questions.take(Duration.ofDays(1).toNanos());
        questions.answered(ADDRESS, RouterFacts.NONE, waited.toNanos());
        return Duration.ofNanos(Objects.requireNonNull(questions.nextAt()) - waited.toNanos());
    }

    @Test
    void fewAreAskedAboutOften() {
        assertThat(waitAfterWrongAnswer(0, Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void manyAreAskedAboutLessOften() {
        assertThat(waitAfterWrongAnswer(20, Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void fewThatHaveNotSettledMayBeWaitedFor() {
        questions.expect(ADDRESS, ANNOUNCED, 0);
        questions.expect(Samples.ipv4(2), ANNOUNCED, 0);

        questions.answered(ADDRESS, ANNOUNCED, 0);
        assertThat(questions.isSettled(ADDRESS)).isTrue();
        assertThat(questions.isSettled(Samples.ipv4(2))).isFalse();
        assertThat(questions.areFewOnTheirWay(0)).isTrue();

        questions.answered(Samples.ipv4(2), ANNOUNCED, 0);
        assertThat(questions.areFewOnTheirWay(0)).isFalse();
    }

    @Test
    void manyAreNotWaitedForNorWhatIsWrongForLong() {
        questions.expect(ADDRESS, ANNOUNCED, 0);
        assertThat(questions.areFewOnTheirWay(Duration.ofSeconds(1).toNanos())).isFalse();

        for (int i = 0; i < 20; i++) {
            questions.expect(Samples.ipv4(50 + i), ANNOUNCED, 0);
        }
        assertThat(questions.areFewOnTheirWay(0)).isFalse();
    }

    @Test
    void whatHasBeenWrongForLongIsAskedAboutSeldom() {
        assertThat(waitAfterWrongAnswer(0, Duration.ofSeconds(10))).isEqualTo(Duration.ofMillis(500));
    }

    /** Those that are as expected, or that nobody cares for any more, are none of the many. */
    @Test
    void thoseThatAreSettledDoNotCount() {
        for (int i = 0; i < 20; i++) {
            questions.expect(Samples.ipv4(50 + i), ANNOUNCED, 0);
            if (i % 2 == 0) {
                questions.answered(Samples.ipv4(50 + i), ANNOUNCED, 0);
            } else {
                questions.forget(Samples.ipv4(50 + i));
            }
        }
        assertThat(waitAfterWrongAnswer(0, Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void whatIsAsExpectedIsLookedAtSeldom() {
        questions.expect(ADDRESS, ANNOUNCED, 0);
        assertThat(questions.take(0)).isEqualTo(ADDRESS);

        assertThat(questions.answered(ADDRESS, ANNOUNCED, 0)).isTrue();

        assertThat(questions.nextAt()).isEqualTo(Duration.ofSeconds(30).toNanos());
        assertThat(questions.take(0)).isNull();
    }
}
