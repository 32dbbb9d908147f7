package io.ipfabric.vm.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ipfabric.contracts.event.InvalidFieldException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

    @Test
    void areKeptInTheOrderOfTheirKeys() {
        assertThat(Labels.of(Map.of("b", "2", "a.example/role", "", "c", "ü")).values())
                .hasToString("{a.example/role=, b=2, c=ü}");
    }

    @Test
    void areLimitedInNumber() {
        var texts =
                IntStream.rangeClosed(0, Labels.COUNT_MAX).boxed().collect(Collectors.toMap(i -> "k" + i, _ -> "v"));

        assertThatExceptionOfType(InvalidFieldException.class)
                .isThrownBy(() -> Labels.of(texts))
                .satisfies(e -> assertThat(e.field()).isEqualTo("labels"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-a",
                "a-",
                "a b",
                "a\n",
                "k1234567890123456789012345678901234567890123456789012345678901234"
            })
    void refuseABadKey(String key) {
        assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> Labels.of(Map.of(key, "v")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\nb"})
    void refuseAControlCharacter(String value) {
        assertThatExceptionOfType(InvalidFieldException.class)
                .isThrownBy(() -> Labels.of(Map.of("k", value)))
                .satisfies(e -> assertThat(e.field()).isEqualTo("labels.k"));
    }

    @Test
    void refuseALongValue() {
        assertThat(Labels.of(Map.of("k", "v".repeat(Labels.VALUE_LENGTH_MAX))).values())
                .hasSize(1);
        assertThatExceptionOfType(InvalidFieldException.class)
                .isThrownBy(() -> Labels.of(Map.of("k", "v".repeat(Labels.VALUE_LENGTH_MAX + 1))));
    }
}
