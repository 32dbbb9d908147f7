package io.ipfabric.vm.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"1-0", "1-17", "42-1"})
    void isReadAsItIsWritten(String text) {
        assertThat(LogPosition.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0-1", "1-", "-1", "1-01", "1-2-3", "1-x", " 1-1", "1-9999999999999999999"})
    void refusesWhatItNeverWrote(String text) {
        assertThatThrownBy(() -> LogPosition.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsWhatWasForgotten() {
        assertThat(at("1-3").between(at("1-4"))).isZero();
        assertThat(at("1-3").between(at("1-10"))).isEqualTo(6);
        assertThat(at("1-3").between(at("4-1"))).isZero();
        assertThat(at("1-3").between(at("4-3"))).isEqualTo(2);
    }

    @Test
    void laterLivesAreLater() {
        assertThat(at("2-1")).isGreaterThan(at("1-9"));
        assertThat(at("1-10")).isGreaterThan(at("1-9"));
    }

    private static LogPosition at(String text) {
        return LogPosition.of(text);
    }
}
