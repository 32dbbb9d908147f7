package io.ipfabric.routing.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.NodeReport.Heartbeat;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When a node was last heard of. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class NodeGaugesTest {

    @Inject
    MeterRegistry registry;

    private final SpokenFabric fabric = new SpokenFabric("198.51.100.61");

    @Test
    void the_heartbeat_of_the_nodes_own_agent_counts() {
        try (var writer = new TopicWriter()) {
            fabric.introduceNode(writer, 0);
            double first = awaitAfter(0);

            writer.write(heartbeat(fabric.instance));

            double second = awaitAfter(first);
            assertThat(second).isCloseTo((double) Instant.now().getEpochSecond(), within(20.0));
        }
    }

    /** They are heard in their order: who is counted as foreign was preceded by all that was said before. */
    @Test
    void the_heartbeat_of_another_agent_does_not_count() {
        var other = NodeInstance.of(UUID.randomUUID().toString());
        try (var writer = new TopicWriter()) {
            fabric.introduceNode(writer, 0);
            foreignIsHeard(writer, other);
            double own = awaitAfter(0);

            foreignIsHeard(writer, other);
            foreignIsHeard(writer, other);

            assertThat(value()).isEqualTo(own);
        }
    }

    private void foreignIsHeard(TopicWriter writer, NodeInstance other) {
        double before = foreign();
        writer.write(heartbeat(other));
        await().atMost(SpokenFabric.PATIENCE).until(() -> foreign() > before);
    }

    private double foreign() {
        return registry.get("fabric.routing.reports.foreign").counter().count();
    }

    private Heartbeat heartbeat(NodeInstance instance) {
        // What a node's clock says is of no account.
        return new Heartbeat(fabric.node, instance, true, 1, 0, List.of(), null, Instant.EPOCH);
    }

    private double awaitAfter(double before) {
        await().atMost(SpokenFabric.PATIENCE).until(() -> value() > before);
        return value();
    }

    private double value() {
        return registry
                .find("fabric.routing.node.heartbeat.timestamp.seconds")
                .tag("node", fabric.node.value())
                .gauges()
                .stream()
                .mapToDouble(Gauge::value)
                .max()
                .orElse(0);
    }
}
