package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Life.V6;
import static io.ipfabric.routing.domain.Life.placed;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import java.time.Duration;
import java.util.List;

/** Lives that are on the move from node1 to node2. */
final class Moves {

    static final Duration SETTLE = Duration.ofMillis(250);
    static final Duration HOLD = Duration.ofSeconds(30);
    static final Generation THIRD = Generation.of(3);

    private Moves() {}

    static Life running() {
        return Life.withReflectors()
                .given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4, V6)))
                .doneOn(NODE1);
    }

    static Life begun(CutoverPolicy cutover) {
        return begun(cutover, StrictTimeout.HOLD);
    }

    static Life begun(CutoverPolicy cutover, StrictTimeout strictTimeout) {
        return running().given(new MigrationStarted(NODE2, SECOND, cutover, strictTimeout));
    }

    /** The target attracts, the source may redirect, everybody follows. */
    static Life ready() {
        return begun(CutoverPolicy.SEAMLESS)
                .reportsOn(NODE2)
                .reportsOn(NODE2)
                .reportsOn(NODE1)
                .doneOn(NODE2)
                .after(SETTLE);
    }

    static Life arrived(Life life, NodeName target) {
        return life.given(new EndpointReported(life.reportAsTold(target, new Forwarding.Local())));
    }

    static List<MigrationPhase> phases(Life life) {
        return life.told().stream()
                .filter(MigrationProgressed.class::isInstance)
                .map(event -> ((MigrationProgressed) event).phase())
                .toList();
    }

    static MigrationProgressed progressed(Life life) {
        return life.told().stream()
                .filter(MigrationProgressed.class::isInstance)
                .map(MigrationProgressed.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
