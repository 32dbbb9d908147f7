package io.ipfabric.routing.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.NodeName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeHeartbeatsTest {

    private static final NodeName NODE1 = NodeName.of("node1");
    private static final NodeName NODE2 = NodeName.of("node2");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = START.plus(Duration.ofDays(7));

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final NodeHeartbeats heartbeats = new NodeHeartbeats(registry);

    @Test
    void one_that_was_never_heard_of_counts_from_when_it_was_found() {
        heartbeats.present(List.of(NODE1), START);
        heartbeats.present(List.of(NODE1, NODE2), LATER);

        assertThat(said()).containsExactlyInAnyOrderEntriesOf(Map.of("node1", at(START), "node2", at(LATER)));
    }

    /** While it cannot be asked who is in the fabric, too. */
    @Test
    void a_heartbeat_is_said_at_once() {
        heartbeats.present(List.of(NODE1), START);

        heartbeats.heard(NODE1, LATER);

        assertThat(said()).containsEntry("node1", at(LATER));
    }

    @Test
    void a_heartbeat_that_came_before_the_node_was_found_does_not_make_it_an_old_one() {
        heartbeats.present(List.of(), START);
        heartbeats.heard(NODE1, LATER);
        // As it was asked before the node was there.
        heartbeats.present(List.of(), LATER);

        heartbeats.present(List.of(NODE1), LATER.plusSeconds(2));

        assertThat(said()).containsEntry("node1", at(LATER.plusSeconds(2)));
    }

    @Test
    void one_that_left_is_not_spoken_of_and_is_a_new_one_when_it_is_back() {
        heartbeats.present(List.of(NODE1), START);
        heartbeats.heard(NODE1, START.plusSeconds(2));

        heartbeats.present(List.of(), START.plusSeconds(4));
        assertThat(said()).isEmpty();

        heartbeats.present(List.of(NODE1), LATER);
        assertThat(said()).containsEntry("node1", at(LATER));
    }

    private static double at(Instant instant) {
        return instant.getEpochSecond();
    }

    private Map<String, Double> said() {
        return registry.getMeters().stream()
                .map(Gauge.class::cast)
                .collect(Collectors.toMap(gauge -> String.valueOf(gauge.getId().getTag("node")), Gauge::value));
    }
}
