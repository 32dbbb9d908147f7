package io.ipfabric.contracts.rules;

import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void thisModuleKeepsTheRulesOfALibrary() {
        ArchitectureRules.checkLibrary("io.ipfabric.contracts");
    }
}
