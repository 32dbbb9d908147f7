package io.ipfabric.gateway.observer;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The whole service, a reflector of real BIRD and two nodes of real FRR that run what it renders for them: all is seen by the observer's own session. */
@QuarkusTest
@TestProfile(RealBirdReflectorTest.Observed.class)
@WithTestResource(FabricBackends.class)
class RealBirdReflectorTest {

    private static final int NUMBER = HostLink.number(2);
    /** It takes some hundred milliseconds; a machine with other work to do may take longer. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);

    private static final String RR = Underlay.address4(NUMBER, Underlay.REFLECTOR);
    private static final String NODE1 = Underlay.address4(NUMBER, 11);
    private static final String NODE2 = Underlay.address4(NUMBER, 12);
    private static final String ROUTE4 = "192.0.2.1/32";
    private static final String OTHER4 = "192.0.2.2/32";
    private static final String ROUTE6 = "2001:db8:64::1/128";
    private static final String BY_HAND4 = "192.0.2.77/32";
    private static final String PATH4 = NODE1 + " " + NODE1 + " 100";
    private static final String PATH6 = NODE1 + " fd00:255::11 100";

    public static final class Observed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ObserverSettings.of(NUMBER);
        }
    }

    private final String unique =
            Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime() & 0xfff, 36);

    @Test
    void aReflectorWithoutBmpIsSeenAsWell(@TempDir Path folder) throws IOException {
        var model = FabricModel.describe(unique, NUMBER, "BIRD");
        try (var log = new ObservationLog(model.reflector());
                var inReflector = new NetworkNamespace("gbr-" + unique);
                var inNode1 = new NetworkNamespace("gb1-" + unique);
                var inNode2 = new NetworkNamespace("gb2-" + unique)) {
            var underlay = Underlay.around(inReflector, NUMBER, NUMBER);
            underlay.connect(inNode1, 11);
            underlay.connect(inNode2, 12);
            try (var reflector = new BirdRouter(inReflector, folder, model.configuration(model.reflector()));
                    var _ = new FrrRouter(inNode1, folder, model.configuration(model.node(11)));
                    var node2 = new FrrRouter(inNode2, folder, model.configuration(model.node(12)))) {
                assertThat(log.upTo(State.IN_SYNC, 1)).startsWith("sight SYNCING 1");

                inNode1.ip("route add " + ROUTE4 + " dev guest metric 5");
                log.upTo(ROUTE4 + " 1 [" + PATH4 + "]");
                inNode1.ip("-6 route add " + ROUTE6 + " dev guest metric 5");
                log.upTo(ROUTE6 + " 1 [" + PATH6 + "]");
                // Another, better path does not hide the first, and its end is seen.
                inNode2.ip("route add " + ROUTE4 + " dev guest metric 4");
                log.upTo(ROUTE4 + " 1 [" + NODE2 + " " + NODE2 + " 200, " + PATH4 + "]");
                inNode1.ip("route del " + ROUTE4 + " dev guest metric 5");
                log.upTo(ROUTE4 + " 1 [" + NODE2 + " " + NODE2 + " 200]");
                inNode1.ip("-6 route del " + ROUTE6 + " dev guest metric 5");
                log.upTo("gone " + ROUTE6);

                byHand(log, reflector);
                restarted(log, reflector, inNode2);
                node2.killBgpd();
                log.upTo("gone " + OTHER4);
            }
            log.upTo(State.LOST, 2);
        }
    }

    /** Even one that leads to a node is the reflector's own: the node does not announce it. */
    private static void byHand(ObservationLog log, BirdRouter reflector) throws IOException {
        reflector.reconfigure("protocol static { ipv4; route " + BY_HAND4 + " via " + NODE1 + "; }\n");
        assertThat(log.upToMatching(TOLD_WITHIN, line -> line.startsWith(BY_HAND4)))
                .last()
                .asString()
                .contains("[" + RR + " ");
        reflector.reconfigure("");
        log.upToWithin(TOLD_WITHIN, "gone " + BY_HAND4);
    }

    private static void restarted(ObservationLog log, BirdRouter reflector, NetworkNamespace inNode2) {
        reflector.kill();
        log.upTo(State.LOST, 1);
        inNode2.ip("route del " + ROUTE4 + " dev guest metric 4");
        inNode2.ip("route add " + OTHER4 + " dev guest metric 5");
        reflector.start();
        var again = log.upTo(State.IN_SYNC, 2);
        assertThat(again).startsWith("sight SYNCING 2").contains("gone " + ROUTE4);
        var path = OTHER4 + " 2 [" + NODE2 + " " + NODE2 + " 100]";
        if (!again.contains(path)) {
            // A node may need longer than a reflector is waited for.
            log.upTo(path);
        }
    }
}
