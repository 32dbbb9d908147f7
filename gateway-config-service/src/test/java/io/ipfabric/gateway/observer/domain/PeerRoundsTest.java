package io.ipfabric.gateway.observer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerRoundsTest {

    private static final Address A = Address.of("10.255.0.11");
    private static final Address B = Address.of("10.255.0.12");
    private static final Address C = Address.of("10.255.0.13");

    private final PeerRounds rounds = new PeerRounds();

    @BeforeEach
    void threeAreUp() {
        rounds.up(A);
        rounds.up(B);
        rounds.up(C);
        round(A, B, C);
    }

    @Test
    void whileAllReportNobodyIsMissed() {
        for (int i = 0; i < 5; i++) {
            round(A, B, C);
        }
        assertThat(rounds.count()).isEqualTo(3);
    }

    @Test
    void whoIsNotInARoundHasNoSession() {
        round(A, C);

        assertThat(rounds.reported(A)).containsExactly(B);
        assertThat(rounds.isUp(B)).isFalse();
        round(C, A, C, A);
    }

    @Test
    void alsoTheFirstOfTheRound() {
        round(B, C);

        assertThat(rounds.reported(B)).containsExactly(A);
    }

    @Test
    void allButOne() {
        round(C);

        assertThat(rounds.reported(C)).containsExactly(A, B);
    }

    @Test
    void whoCameUpInTheMidstOfARoundIsNotMissedInIt() {
        var late = Address.of("10.255.0.9");
        round(A, B);
        rounds.up(late);
        round(C, late, A, B, C, late, A);

        assertThat(rounds.isUp(late)).isTrue();
    }

    @Test
    void whoCameBackBetweenTwoReportsIsNotMissed() {
        round(A);
        rounds.up(B);
        round(C, A, B, C, A, B, C);

        assertThat(rounds.count()).isEqualTo(3);
    }

    @Test
    void whoWasSaidToBeDownIsNotFoundAgain() {
        rounds.down(B);
        round(A, C, A, C);
    }

    @Test
    void whoIsNotUpIsNotCounted() {
        rounds.down(A);
        rounds.down(B);
        rounds.down(C);

        assertThat(rounds.reported(A)).isEmpty();
        assertThat(rounds.isAnyUp()).isFalse();
    }

    /** Nobody is missed by any of these reports. */
    private void round(Address... peers) {
        for (var peer : peers) {
            assertThat(rounds.reported(peer)).isEmpty();
        }
    }
}
