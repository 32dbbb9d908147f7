package io.ipfabric.gateway.observer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service, and a reflector and two nodes of real FRR that run what it renders for them, in network namespaces. */
@QuarkusTest
@TestProfile(RealReflectorTest.Observed.class)
@WithTestResource(FabricBackends.class)
class RealReflectorTest {

    private static final int NUMBER = HostLink.number(0);
    /** It takes some hundred milliseconds; a machine with other work to do may take longer. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int OTHER_NUMBER = HostLink.number(1);
    private static final String RR = Underlay.address4(OTHER_NUMBER, Underlay.REFLECTOR);
    private static final String OTHER_NODE1 = Underlay.address4(OTHER_NUMBER, 11);
    private static final String NODE1 = Underlay.address4(NUMBER, 11);
    private static final String NODE2 = Underlay.address4(NUMBER, 12);
    private static final String ROUTE4 = "192.0.2.1/32";
    private static final String OTHER4 = "192.0.2.2/32";
    private static final String ROUTE6 = "2001:db8:64::1/128";
    private static final String BY_HAND4 = "192.0.2.77/32";
    private static final String BY_HAND6 = "2001:db8:64::77/128";
    private static final String PATH4 = NODE1 + " " + NODE1 + " 100";
    private static final String OTHER_PATH4 = OTHER_NODE1 + " " + OTHER_NODE1 + " 100";
    private static final String PATH6 = NODE1 + " fd00:255::11 100";

    /** A port of its own: another observer may run on this machine. */
    public static final class Observed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ObserverSettings.of(NUMBER);
        }
    }

    private final String unique =
            Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime() & 0xfff, 36);

    @Test
    void whatAReflectorHoldsIsSaidAndWhatItDoesNotHoldIsNot(@TempDir Path folder) throws IOException {
        var model = FabricModel.describe(unique, NUMBER, "FRR");
        try (var log = new ObservationLog(model.reflector());
                var inReflector = new NetworkNamespace("gor-" + unique);
                var inNode1 = new NetworkNamespace("go1-" + unique);
                var inNode2 = new NetworkNamespace("go2-" + unique)) {
            var underlay = Underlay.around(inReflector, NUMBER, NUMBER);
            underlay.connect(inNode1, 11);
            underlay.connect(inNode2, 12);
            try (var reflector = new FrrRouter(inReflector, folder, model.configuration(model.reflector()));
                    var _ = new FrrRouter(inNode1, folder, model.configuration(model.node(11)));
                    var node2 = new FrrRouter(inNode2, folder, model.configuration(model.node(12)))) {
                assertThat(reflector
                                .differences()
                                .lines()
                                .filter(line -> line.contains("bmp") || line.contains(HostLink.observer(NUMBER))))
                        .isEmpty();
                assertThat(log.upTo(State.IN_SYNC, 1)).startsWith("sight SYNCING 1");

                inNode1.ip("route add " + ROUTE4 + " dev guest metric 5");
                log.upTo(ROUTE4 + " 1 [" + PATH4 + "]");
                inNode1.ip("-6 route add " + ROUTE6 + " dev guest metric 5");
                log.upTo(ROUTE6 + " 1 [" + PATH6 + "]");
                inNode1.ip("route add " + OTHER4 + " dev guest metric 5");
                log.upTo(OTHER4 + " 1 [" + PATH4 + "]");
                inNode1.ip("-6 route del " + ROUTE6 + " dev guest metric 5");
                log.upTo("gone " + ROUTE6);

                reflector.killBgpd();
                log.upTo(State.LOST, 1);
                inNode1.ip("route del " + OTHER4 + " dev guest metric 5");
                reflector.startBgpd();
                var again = log.upTo(State.IN_SYNC, 2);
                assertThat(again).startsWith("sight SYNCING 2").contains("gone " + OTHER4);
                if (!again.contains(ROUTE4 + " 2 [" + PATH4 + "]")) {
                    // A node may need longer than a reflector is waited for.
                    log.upTo(ROUTE4 + " 2 [" + PATH4 + "]");
                }

                inNode2.ip("route add " + OTHER4 + " dev guest metric 5");
                log.upTo(OTHER4 + " 2 [" + NODE2 + " " + NODE2 + " 100]");
                // FRR says nothing of it: the statistics do.
                node2.killBgpd();
                log.upTo("gone " + OTHER4);
                node2.startBgpd();
                log.upTo(OTHER4 + " 2 [" + NODE2 + " " + NODE2 + " 100]");
            }
            log.upTo(State.LOST, 2);
        }
    }

    /** BMP says nothing of it: the session beside does, and nothing depends on it. */
    @Test
    void whatSomebodyPutsIntoAReflectorByHandIsSeen(@TempDir Path folder) throws IOException {
        var model = FabricModel.describe(unique, OTHER_NUMBER, "FRR");
        try (var log = new ObservationLog(model.reflector());
                var inReflector = new NetworkNamespace("gor-" + unique);
                var inNode1 = new NetworkNamespace("go1-" + unique)) {
            var underlay = Underlay.around(inReflector, OTHER_NUMBER, NUMBER);
            underlay.connect(inNode1, 11);
            try (var reflector = new FrrRouter(inReflector, folder, model.configuration(model.reflector()));
                    var _ = new FrrRouter(inNode1, folder, model.configuration(model.node(11)))) {
                log.upTo(State.IN_SYNC, 1);
                await().atMost(SOON).until(() -> clients("IN_SYNC"), count -> count == 1);

                network(reflector, "ipv4", BY_HAND4);
                log.upToWithin(TOLD_WITHIN, BY_HAND4 + " 1 [" + RR + " " + RR + " 100]");
                network(reflector, "ipv6", BY_HAND6);
                assertThat(log.upToMatching(TOLD_WITHIN, line -> line.startsWith(BY_HAND6)))
                        .last()
                        .asString()
                        .contains("[" + RR + " ");
                // Of a prefix that a node announces too, both.
                inNode1.ip("route add " + ROUTE4 + " dev guest metric 5");
                log.upTo(ROUTE4 + " 1 [" + OTHER_PATH4 + "]");
                network(reflector, "ipv4", ROUTE4);
                log.upToWithin(TOLD_WITHIN, ROUTE4 + " 1 [" + RR + " " + RR + " 100, " + OTHER_PATH4 + "]");
                network(reflector, "no ipv4", ROUTE4);
                log.upToWithin(TOLD_WITHIN, ROUTE4 + " 1 [" + OTHER_PATH4 + "]");

                var observer = "neighbor " + HostLink.observer(NUMBER) + " shutdown";
                reflector.type("configure terminal", "router bgp 65000", observer);
                await().atMost(SOON).until(() -> clients("IN_SYNC"), count -> count == 0);
                inNode1.ip("route add " + OTHER4 + " dev guest metric 5");
                assertThat(log.upTo(OTHER4 + " 1 [" + OTHER_PATH4 + "]")).noneMatch(line -> line.startsWith("sight"));
                network(reflector, "no ipv6", BY_HAND6);
                reflector.type("configure terminal", "router bgp 65000", "no " + observer);
                log.upTo("gone " + BY_HAND6);

                network(reflector, "no ipv4", BY_HAND4);
                log.upToWithin(TOLD_WITHIN, "gone " + BY_HAND4);
            }
        }
    }

    /** @param family with "no " before it: it is taken out */
    private static void network(FrrRouter reflector, String family, String prefix) {
        boolean goes = family.startsWith("no ");
        reflector.type(
                "configure terminal",
                "router bgp 65000",
                "address-family " + family.substring(goes ? 3 : 0) + " unicast",
                (goes ? "no " : "") + "network " + prefix);
    }

    private static long clients(String state) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("fabric_observer_clients{") && line.contains("\"" + state + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
