package io.ipfabric.credentials;

import io.ipfabric.contracts.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void isNullMarked() {
        ArchitectureRules.checkPackage("io.ipfabric.credentials");
    }
}
