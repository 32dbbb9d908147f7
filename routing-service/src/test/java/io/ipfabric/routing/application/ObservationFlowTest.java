package io.ipfabric.routing.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What reflectors hold of addresses that no VM has, between a real topic and a real database. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class ObservationFlowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Address OUTSIDE = Address.of("203.0.113.99");
    private static final Address PEER = Address.of("192.0.2.13");
    private static final RouterName REFLECTOR = RouterName.of("rr1");

    @Test
    void a_path_to_an_address_of_a_pool_that_nobody_has_is_told_once() {
        var inPool = Address.of("203.0.113.9");
        var alsoInPool = Address.of("2001:db8:5::9");
        try (var writer = new TopicWriter()) {
            writer.write(pool("strays-v4", "203.0.113.0/28"));
            writer.write(pool("strays-v6", "2001:db8:5::/64"));
            awaitPool(writer, Address.of("203.0.113.1"));
            awaitPool(writer, Address.of("2001:db8:5::1"));

            writer.write(held(inPool, 100));
            writer.write(held(OUTSIDE, 100));
            writer.write(held(inPool, 100));
            writer.write(held(alsoInPool, 100));

            assertThat(strays(2, PATIENCE, inPool, alsoInPool))
                    .extracting(RouteStray::address)
                    .containsExactlyInAnyOrder(inPool, alsoInPool);
            assertThatThrownBy(() -> strays(3, QUIET, inPool, OUTSIDE, alsoInPool))
                    .hasMessageContaining("only 2 of 3");
        }
    }

    /** Topics are read beside each other: it may take some paths until the service knows of the pool. */
    private static void awaitPool(TopicWriter writer, Address probe) {
        var preference = new AtomicLong();
        await().atMost(PATIENCE).untilAsserted(() -> {
            writer.write(held(probe, preference.incrementAndGet()));
            strays(1, QUIET, probe);
        });
    }

    private static List<RouteStray> strays(int wanted, Duration patience, Address... addresses) {
        try (var reader = TopicReader.of(Topic.ROUTE_EVENTS)) {
            return reader
                    .read(
                            RouteEvent.class,
                            event -> event instanceof RouteStray stray
                                    && List.of(addresses).contains(stray.address()),
                            wanted,
                            patience)
                    .stream()
                    .map(RouteStray.class::cast)
                    .toList();
        }
    }

    private static PoolTopology pool(String name, String prefix) {
        return new PoolTopology(PoolName.of(name), ClusterName.of("flow"), Prefix.of(prefix));
    }

    private static ReflectorRoute held(Address address, long preference) {
        var path = new Path(PEER, PEER, preference);
        return new ReflectorRoute(REFLECTOR, address.hostPrefix(), 1, List.of(path), Instant.now());
    }
}
