package io.ipfabric.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {

    @ParameterizedTest
    @CsvSource({
        "viewer, viewer, true", "viewer, operator, false", "viewer, admin, false",
        "operator, viewer, true", "operator, operator, true", "operator, admin, false",
        "admin, viewer, true", "admin, operator, true", "admin, admin, true"
    })
    void eachMayDoWhatTheOneBeforeItMay(String has, String needed, boolean may) {
        assertThat(role(has).covers(role(needed))).isEqualTo(may);
        assertThat(new Caller("somebody", role(has)).mayDo(role(needed))).isEqualTo(may);
    }

    @Test
    void ofSeveralTheHighestCounts() {
        assertThat(Role.highest(List.of("viewer", "admin", "operator", "printers")))
                .hasValue(Role.ADMIN);
        assertThat(Role.highest(List.of("printers", "ADMIN", ""))).isEmpty();
    }

    @Test
    void whoHasNoneMayDoNothing() {
        assertThat(new Caller("somebody", null).mayDo(Role.VIEWER)).isFalse();
    }

    private static Role role(String text) {
        return Role.of(text).orElseThrow();
    }
}
