package io.ipfabric.vm.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"wait=5", "WAIT=5", "respond-async, wait=5", "wait=\"5\"; a=b, handling=lenient", " wait = 5 "})
    void isFoundAmongOthers(String header) {
        assertThat(WaitPreference.of(header)).contains(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=soon", "wait=-1", "await=5", "wait=5s", "wait=99999999999999999999"})
    void isIgnoredWhereItIsNotUnderstood(String header) {
        assertThat(WaitPreference.of(header)).isEmpty();
    }

    @Test
    void isBounded() {
        assertThat(WaitPreference.of("wait=999999")).contains(WaitPreference.WAIT_MAX);
        assertThat(WaitPreference.of(null)).isEmpty();
    }
}
