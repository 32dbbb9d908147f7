package io.ipfabric.logs;

import io.ipfabric.contracts.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void isNullMarked() {
        ArchitectureRules.checkPackage("io.ipfabric.logs");
    }
}
