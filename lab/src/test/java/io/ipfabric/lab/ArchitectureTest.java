package io.ipfabric.lab;

import io.ipfabric.contracts.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void hasNoCyclesAndIsNullMarked() {
        ArchitectureRules.checkLibrary("io.ipfabric.lab");
    }
}
