package io.ipfabric.outbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackendsTest {

    @Test
    void eachCanBeForced() {
        assertThat(Backends.parse("embedded")).isEqualTo(Backends.EMBEDDED);
        assertThat(Backends.parse("containers")).isEqualTo(Backends.CONTAINERS);
    }

    /** A misspelt one must not be taken for the default. */
    @Test
    void whatIsNeitherIsRefused() {
        assertThatThrownBy(() -> Backends.parse("docker"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dfabric.backends is embedded or containers, not \"docker\"");
    }
}
