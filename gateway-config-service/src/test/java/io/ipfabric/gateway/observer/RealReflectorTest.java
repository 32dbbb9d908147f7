package io.ipfabric.gateway.observer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service, and a reflector and two nodes of real FRR that run what it renders for them, in network namespaces. */
@QuarkusTest
@TestProfile(RealReflectorTest.Observed.class)
@WithTestResource(FabricBackends.class)
class RealReflectorTest {

    private static final String OBSERVER = "198.51.100.200";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ROUTE4 = "192.0.2.1/32";
    private static final String OTHER4 = "192.0.2.2/32";
    private static final String ROUTE6 = "2001:db8:64::1/128";
    private static final String PATH4 = " [10.255.0.11 10.255.0.11 100]";
    private static final String PATH6 = " [10.255.0.11 fd00:255::11 100]";

    /** A port of its own: another observer may run on this machine. */
    public static final class Observed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
                return Map.of(
                        "fabric.observer.address",
                        OBSERVER,
                        "fabric.observer.port",
                        Integer.toString(socket.getLocalPort()),
                        "fabric.observer.listen",
                        "127.0.0.1");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ConfigProperty(name = "fabric.observer.port")
    int port;

    private final String unique =
            Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime() & 0xfff, 36);
    private final String reflectorName = "rr-" + unique;

    @Test
    void whatAReflectorHoldsIsSaidAndWhatItDoesNotHoldIsNot(@TempDir Path folder) throws IOException {
        describe();
        try (var log = new ObservationLog(reflectorName);
                var inReflector = new NetworkNamespace("gor-" + unique);
                var inNode1 = new NetworkNamespace("go1-" + unique);
                var inNode2 = new NetworkNamespace("go2-" + unique)) {
            inReflector.ip("link add name fabric type bridge");
            address(inReflector, "fabric", 1);
            inReflector.ip("addr add " + OBSERVER + "/32 dev lo");
            connect(inReflector, inNode1, 11);
            connect(inReflector, inNode2, 12);
            try (var relay = new Relay(inReflector, OBSERVER, port);
                    var reflector = new FrrRouter(inReflector, folder, configuration(reflectorName));
                    var _ = new FrrRouter(inNode1, folder, configuration(node(11)));
                    var node2 = new FrrRouter(inNode2, folder, configuration(node(12)))) {
                assertThat(relay).isNotNull();
                assertThat(reflector.differences().lines().filter(line -> line.contains("bmp")))
                        .isEmpty();
                assertThat(log.upTo(State.IN_SYNC, 1)).startsWith("sight SYNCING 1");

                inNode1.ip("route add " + ROUTE4 + " dev guest metric 5");
                log.upTo(ROUTE4 + " 1" + PATH4);
                inNode1.ip("-6 route add " + ROUTE6 + " dev guest metric 5");
                log.upTo(ROUTE6 + " 1" + PATH6);
                inNode1.ip("route add " + OTHER4 + " dev guest metric 5");
                log.upTo(OTHER4 + " 1" + PATH4);
                inNode1.ip("-6 route del " + ROUTE6 + " dev guest metric 5");
                log.upTo("gone " + ROUTE6);

                reflector.killBgpd();
                log.upTo(State.LOST, 1);
                inNode1.ip("route del " + OTHER4 + " dev guest metric 5");
                reflector.startBgpd();
                var again = log.upTo(State.IN_SYNC, 2);
                assertThat(again).startsWith("sight SYNCING 2").contains("gone " + OTHER4);
                if (!again.contains(ROUTE4 + " 2" + PATH4)) {
                    // A node may need longer than a reflector is waited for.
                    log.upTo(ROUTE4 + " 2" + PATH4);
                }

                inNode2.ip("route add " + OTHER4 + " dev guest metric 5");
                log.upTo(OTHER4 + " 2 [10.255.0.12 10.255.0.12 100]");
                // FRR says nothing of it: the statistics do.
                node2.killBgpd();
                log.upTo("gone " + OTHER4);
                node2.startBgpd();
                log.upTo(OTHER4 + " 2 [10.255.0.12 10.255.0.12 100]");
            }
            log.upTo(State.LOST, 2);
        }
    }

    private static void connect(NetworkNamespace reflector, NetworkNamespace node, int number) {
        var port = "port" + number;
        reflector.ip("link add name " + port + " type veth peer name under netns " + node.name());
        reflector.ip("link set " + port + " master fabric up");
        address(node, "under", number);
        node.ip("link add guest type veth peer name guest-peer");
        node.ip("link set guest up");
        node.ip("link set guest-peer up");
    }

    private static void address(NetworkNamespace namespace, String device, int number) {
        namespace.ip("addr add 10.255.0." + number + "/24 dev " + device);
        namespace.ip("addr add fd00:255::" + number + "/64 dev " + device + " nodad");
        namespace.ip("link set " + device + " up");
    }

    private String node(int number) {
        return "node" + number + "-" + unique;
    }

    private void describe() {
        var cluster = "c-" + unique;
        post("/v1/clusters", """
                {"name": "%s", "asn": 65000, "gateways": {"ipv4": "10.0.0.1", "ipv6": "fe80::1"}}
                """.formatted(cluster));
        post("/v1/clusters/" + cluster + "/reflectors", """
                {"name": "%s", "address": "10.255.0.1"}
                """.formatted(reflectorName));
        for (int number : List.of(11, 12)) {
            post("/v1/clusters/" + cluster + "/nodes", """
                    {"name": "%s", "address": "10.255.0.%d", "address6": "fd00:255::%d"}
                    """.formatted(node(number), number, number));
        }
        try (var topology = new TopicWriter()) {
            for (var pool :
                    Map.of("v4-", "192.0.2.0/24", "v6-", "2001:db8:64::/64").entrySet()) {
                topology.write(new PoolTopology(
                        new PoolName(pool.getKey() + unique), new ClusterName(cluster), Prefix.of(pool.getValue())));
            }
        }
        await().atMost(SOON)
                .until(
                        () -> configuration(node(12)),
                        text -> text.contains("192.0.2.0/24") && text.contains("2001:db8:64::/64"));
    }

    private static void post(String path, String body) {
        given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(201);
    }

    private String configuration(String device) {
        return given().get("/v1/clusters/c-" + unique + "/devices/" + device + "/config")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
