package io.ipfabric.gateway.observer;

import io.ipfabric.contracts.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void keepsTheFourPackages() {
        ArchitectureRules.check("io.ipfabric.gateway.observer");
    }
}
