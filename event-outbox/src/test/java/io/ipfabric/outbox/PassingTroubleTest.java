package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassingTroubleTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40P01", "40001", "53300", "57P01", "57P03"})
    void a_database_that_restarts_locks_or_is_full_passes(String state) {
        assertThat(PassingTrouble.is(new CompletionException(refused(state)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42703", "22P02"})
    void a_statement_that_is_wrong_stays_wrong(String state) {
        assertThat(PassingTrouble.is(refused(state))).isFalse();
    }

    @Test
    void a_lost_connection_passes() {
        assertThat(PassingTrouble.is(new ConnectException("refused"))).isTrue();
        assertThat(PassingTrouble.is(new VertxException("Connection was closed", true)))
                .isTrue();
    }

    @Test
    void what_cannot_be_read_stays_unreadable() {
        assertThat(PassingTrouble.is(new IllegalStateException(new JsonParseException(null, "no JSON"))))
                .isFalse();
    }

    private static PgException refused(String state) {
        return new PgException("refused", "ERROR", state, "");
    }
}
