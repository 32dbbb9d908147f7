package io.ipfabric.lab.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabPlanTest {

    @Test
    void namesAreThePublicOnes() {
        assertThat(new LabPlan(2).routers())
                .extracting(Router::namespace)
                .containsExactly("fabric-rr1", "fabric-rr2", "fabric-core", "fabric-node1", "fabric-node2");
    }

    @Test
    void noTwoRoutersShareAnAddress() {
        var routers = new LabPlan(LabPlan.NODES_MAX).routers();

        assertThat(routers).extracting(Router::underlay4).doesNotHaveDuplicates();
        assertThat(routers).extracting(Router::underlay6).doesNotHaveDuplicates();
        assertThat(routers)
                .extracting(Router::management)
                .doesNotHaveDuplicates()
                .doesNotContain(LabPlan.HOST_MANAGEMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fabric-core", "fabric-sw", "fabric-rr2", "fabric-node12", "fabric-vm-web"})
    void whatTheLabMakesIsOurs(String name) {
        assertThat(LabPlan.isOurs(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fabric-other", "fabric-node", "fabric-corex", "core", "fabric-vm-"})
    void whatOthersMakeIsNot(String name) {
        assertThat(LabPlan.isOurs(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, LabPlan.NODES_MAX + 1})
    void aLabHasNodesAndNotTooMany(int nodes) {
        assertThatThrownBy(() -> new LabPlan(nodes)).isInstanceOf(IllegalArgumentException.class);
    }
}
