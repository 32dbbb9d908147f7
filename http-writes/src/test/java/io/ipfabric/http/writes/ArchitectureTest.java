package io.ipfabric.http.writes;

import io.ipfabric.contracts.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void isNullMarkedAndWithoutCycles() {
        ArchitectureRules.checkLibrary("io.ipfabric.http");
    }
}
