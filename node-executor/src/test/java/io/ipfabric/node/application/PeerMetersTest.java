package io.ipfabric.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.node.domain.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is told of the router's peers. */
class PeerMetersTest {

    private static final Address REFLECTOR = Address.of("192.0.2.1");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PeerMeters peers = new PeerMeters(registry);

    @Test
    void aPeerHasASessionIfItHasOneInAnyFamily() {
        peers.told(List.of(
                new PeerFigures(REFLECTOR, AddressFamily.IPV4, true, 3, 1),
                new PeerFigures(REFLECTOR, AddressFamily.IPV6, false, 0, 0)));

        assertThat(established("192.0.2.1")).isEqualTo(1);
        assertThat(registry.get("fabric.agent.bgp.prefixes")
                        .tags("peer", "192.0.2.1", "family", "ipv4", "direction", "received")
                        .gauge()
                        .value())
                .isEqualTo(3);
    }

    @Test
    void aRouterThatDoesNotAnswerHasItsPeersAndNoSession() {
        peers.told(List.of(new PeerFigures(REFLECTOR, AddressFamily.IPV4, true, 3, 1)));

        peers.told(List.of());

        assertThat(established("192.0.2.1")).isZero();
    }

    @Test
    void aReflectorHasItsNameFromTheTopologyAndNoSecondSeries() {
        peers.told(List.of(new PeerFigures(REFLECTOR, AddressFamily.IPV4, true, 3, 1)));

        peers.names(Topology.EMPTY.with(cluster()));

        assertThat(established("rr1")).isEqualTo(1);
        assertThat(registry.find("fabric.agent.bgp.session.established").gauges().stream()
                        .map(gauge -> gauge.getId().getTag("peer"))
                        .collect(Collectors.toSet()))
                .containsExactly("rr1");
    }

    private double established(String peer) {
        return registry.get("fabric.agent.bgp.session.established")
                .tag("peer", peer)
                .gauge()
                .value();
    }

    private static ClusterTopology cluster() {
        return new ClusterTopology(
                ClusterName.of("lab"),
                Asn.of(65000),
                new Gateways(Address.of("10.0.0.1"), Address.of("fe80::1"), MacAddress.of("02:00:00:00:00:01")),
                CutoverPolicy.SEAMLESS,
                StrictTimeout.HOLD,
                List.of(new ReflectorTopology(RouterName.of("rr1"), REFLECTOR, List.of(), null)));
    }
}
