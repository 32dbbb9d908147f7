package io.ipfabric.routing;

import io.ipfabric.contracts.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void the_four_packages_keep_to_themselves() {
        ArchitectureRules.check("io.ipfabric.routing");
    }
}
