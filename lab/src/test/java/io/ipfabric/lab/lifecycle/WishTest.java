package io.ipfabric.lab.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.lab.lifecycle.LabDirectory.Compilation;
import io.ipfabric.lab.lifecycle.LabDirectory.Settings;
import io.ipfabric.lab.lifecycle.Model.FailureDetection;
import io.ipfabric.lab.plan.KafkaListeners;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.ReflectorDaemon;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of an order to a lab that is there already. */
class WishTest {

    private static final Settings LAB =
            new Settings(4, 5432, Compilation.QUICK, ReflectorDaemon.BIRD, KafkaListeners.SASL, true);

    @Test
    void whatIsNotAskedForStays() {
        assertThat(Wish.ANY.ofLab(LAB)).isEqualTo(LAB);
    }

    @Test
    void theCompilationStays() {
        assertThat(new Wish(null, Compilation.FULL, FailureDetection.NONE, null, null).ofLab(LAB))
                .isEqualTo(LAB);
    }

    @Test
    void nodesAreAdded() {
        assertThat(wish(5, null).ofLab(LAB).nodes()).isEqualTo(5);
    }

    @Test
    void nodesAreNotTakenAway() {
        assertThatThrownBy(() -> wish(3, null).ofLab(LAB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4 nodes");
    }

    @Test
    void theSameReflectorsMayBeAskedFor() {
        assertThat(wish(null, ReflectorDaemon.BIRD).ofLab(LAB)).isEqualTo(LAB);
    }

    @Test
    void otherReflectorsAreRefused() {
        assertThatThrownBy(() -> wish(null, ReflectorDaemon.FRR).ofLab(LAB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("BIRD");
    }

    @Test
    void anotherWayOfKafkaIsRefused() {
        assertThatThrownBy(() -> ofKafka(KafkaListeners.PLAINTEXT).ofLab(LAB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SASL");
        assertThat(ofKafka(KafkaListeners.SASL).ofLab(LAB)).isEqualTo(LAB);
    }

    @Test
    void aNewLabsKafkaAsksNobodyUnlessThatIsAskedFor() {
        assertThat(Wish.ANY.ofNewLab().kafka()).isEqualTo(KafkaListeners.PLAINTEXT);
        assertThat(ofKafka(KafkaListeners.SASL).ofNewLab().kafka()).isEqualTo(KafkaListeners.SASL);
    }

    private static Wish ofKafka(KafkaListeners kafka) {
        return new Wish(null, Compilation.QUICK, FailureDetection.NONE, null, kafka);
    }

    @Test
    void aNewLabHasReflectorsOfFrrUnlessOthersAreAskedFor() {
        assertThat(Wish.ANY.ofNewLab().reflectors()).isEqualTo(ReflectorDaemon.FRR);
        assertThat(Wish.ANY.ofNewLab().nodes()).isEqualTo(LabPlan.NODES_DEFAULT);
        assertThat(wish(2, ReflectorDaemon.BIRD).ofNewLab().reflectors()).isEqualTo(ReflectorDaemon.BIRD);
    }

    private static Wish wish(@Nullable Integer nodes, @Nullable ReflectorDaemon reflectors) {
        return new Wish(nodes, Compilation.QUICK, FailureDetection.NONE, reflectors, null);
    }
}
