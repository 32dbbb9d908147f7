package io.ipfabric.ipam;

import io.ipfabric.contracts.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void keeps_the_four_packages() {
        ArchitectureRules.check("io.ipfabric.ipam");
    }
}
