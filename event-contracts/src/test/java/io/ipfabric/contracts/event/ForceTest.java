package io.ipfabric.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForceTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u2003", "line\nbreak", "bell\u0007", "\ud800"})
    void aReasonIsForAPersonToRead(String reason) {
        assertThatThrownBy(() -> new Force(reason, null))
                .isInstanceOfSatisfying(InvalidFieldException.class, wrong -> assertThat(wrong.field())
                        .isEqualTo("reason"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "night\tshift"})
    void soIsAName(String by) {
        assertThatThrownBy(() -> new Force("it burnt down", by))
                .isInstanceOfSatisfying(InvalidFieldException.class, wrong -> assertThat(wrong.field())
                        .isEqualTo("by"));
    }

    @Test
    void nobodySpeaksForAnother() {
        assertThat(new Force("it burnt down", null).saidBy("ada").by()).isEqualTo("ada");
        assertThat(new Force("it burnt down", "ada").saidBy("ada").by()).isEqualTo("ada");
        assertThatThrownBy(() -> new Force("it burnt down", "bob").saidBy("ada"))
                .isInstanceOfSatisfying(InvalidFieldException.class, wrong -> assertThat(wrong.field())
                        .isEqualTo("by"));
    }

    @Test
    void bothHaveTheirLength() {
        assertThat(new Force("r".repeat(500), "b".repeat(128)).by()).hasSize(128);
        assertThatThrownBy(() -> new Force("r".repeat(501), null)).hasMessageContaining("longer than 500");
        assertThatThrownBy(() -> new Force("r", "b".repeat(129))).hasMessageContaining("longer than 128");
    }
}
