package io.ipfabric.routing.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WakeUpsTest {

    private long now = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();
    private final WakeUps wakeUps = new WakeUps(() -> now);

    private int looksIn(Duration time) {
        int looks = 0;
        for (int i = 0; i < time.toMillis() / 10; i++) {
            now += Duration.ofMillis(10).toNanos();
            if (wakeUps.isTime()) {
                looks++;
            }
        }
        return looks;
    }

    @Test
    void nobody_looks_often_for_nothing() {
        assertThat(looksIn(Duration.ofSeconds(10))).isEqualTo(10);
    }

    @Test
    void what_is_expected_is_looked_for_then_and_often_for_a_while() {
        wakeUps.expect(Duration.ofMillis(250));
        assertThat(looksIn(Duration.ofMillis(240))).isZero();
        assertThat(looksIn(Duration.ofMillis(10))).isEqualTo(1);
        assertThat(looksIn(Duration.ofSeconds(1))).isEqualTo(19);
        assertThat(looksIn(Duration.ofSeconds(10))).isEqualTo(10);
    }

    @Test
    void the_earliest_counts() {
        wakeUps.expect(Duration.ofMinutes(15));
        wakeUps.expect(Duration.ofMillis(30));
        wakeUps.expect(Duration.ofMillis(70));

        assertThat(looksIn(Duration.ofMillis(20))).isZero();
        assertThat(looksIn(Duration.ofMillis(10))).isEqualTo(1);
    }
}
