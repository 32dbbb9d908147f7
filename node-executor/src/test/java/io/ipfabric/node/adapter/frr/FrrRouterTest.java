package io.ipfabric.node.adapter.frr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.node.application.PeerFigures;
import io.ipfabric.node.application.RouterConfiguration.Outcome;
import io.ipfabric.node.application.RouterException;
import io.ipfabric.node.domain.RouterFacts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Against real daemons: what they say of routes and sessions, and how they take a configuration. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrrRouterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Path directory;
    private FrrPair pair;
    private FrrRouter router;
    private final AtomicReference<List<PeerFigures>> peers = new AtomicReference<>(List.of());

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        pair = FrrPair.start(directory);
        router = new FrrRouter(pair.nodeDirectory(), peers::set);
        await().atMost(PATIENCE).until(this::isEstablished);
    }

    private boolean isEstablished() throws RouterException {
        return router.sessions().stream().anyMatch(Session::isEstablished);
    }

    @AfterAll
    void stop() throws IOException {
        router.close();
        pair.close();
    }

    private void awaitFacts(String address, RouterFacts expected) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> assertThat(
                        router.facts(Address.of(address)))
                .isEqualTo(expected));
    }

    @Test
    void anAnnouncedRouteIsSelectedAndAdvertised() throws IOException {
        pair.onNode("route", "add", "203.0.113.1/32", "dev", "guest", "proto", "201", "metric", "5");
        awaitFacts("203.0.113.1", new RouterFacts(5L, true));

        pair.onNode("route", "del", "203.0.113.1/32", "proto", "201");
        awaitFacts("203.0.113.1", RouterFacts.NONE);
    }

    /** A guest that went, and its interface after it: its addresses are announced once more at most, and never withdrawn. */
    @Test
    void aRouteToNowhereIsAnnouncedInTheGuestsPlace() throws IOException {
        pair.onNode("link", "add", "leaving", "type", "veth", "peer", "name", "leaving-peer");
        pair.onNode("link", "set", "leaving", "up");
        pair.onNode("link", "set", "leaving-peer", "up");
        pair.onNode("route", "add", "203.0.113.5/32", "dev", "leaving", "proto", "201", "metric", "5");
        pair.onNode("-6", "route", "add", "2001:db8::5/128", "dev", "leaving", "proto", "201", "metric", "5");
        awaitFacts("203.0.113.5", new RouterFacts(5L, true));
        awaitFacts("2001:db8::5", new RouterFacts(5L, true));
        int before = updatesWhenQuiet();

        pair.onNode("route", "replace", "blackhole", "203.0.113.5/32", "proto", "201", "metric", "5");
        pair.onNode("-6", "route", "replace", "blackhole", "2001:db8::5/128", "proto", "201", "metric", "5");
        pair.onNode("link", "del", "leaving");

        assertThat(updatesWhenQuiet() - before).isLessThanOrEqualTo(2);
        awaitFacts("203.0.113.5", new RouterFacts(5L, true));
        awaitFacts("2001:db8::5", new RouterFacts(5L, true));
        pair.onNode("route", "del", "blackhole", "203.0.113.5/32", "proto", "201");
        pair.onNode("-6", "route", "del", "blackhole", "2001:db8::5/128", "proto", "201");
        awaitFacts("203.0.113.5", RouterFacts.NONE);
        awaitFacts("2001:db8::5", RouterFacts.NONE);
    }

    /** How many UPDATE messages the node has sent to its reflector, once there were none for as long as bgpd may hold one back, and longer. */
    private int updatesWhenQuiet() throws IOException {
        try (var socket = new VtySocket(pair.nodeDirectory().resolve("bgpd.vty"), Duration.ofSeconds(2))) {
            var counts = new ArrayDeque<Integer>();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
                counts.add(updates(socket));
                if (counts.size() > 5) {
                    counts.remove();
                }
                return counts.size() == 5 && Set.copyOf(counts).size() == 1;
            });
            return counts.getLast();
        }
    }

    private static int updates(VtySocket bgpd) throws RouterException, IOException {
        var answer = new ObjectMapper().readTree(bgpd.ask("show bgp neighbors " + FrrPair.REFLECTOR + " json"));
        return answer.path(FrrPair.REFLECTOR)
                .path("messageStats")
                .path("updatesSent")
                .asInt();
    }

    @Test
    void peersAreToldWithWhatIsSentToThem() throws IOException {
        pair.onNode("route", "add", "203.0.113.9/32", "dev", "guest", "proto", "201", "metric", "5");

        await().atMost(PATIENCE).until(() -> {
            router.sessions();
            return peers.get().stream()
                    .anyMatch(peer -> peer.family() == AddressFamily.IPV4 && peer.established() && peer.sent() >= 1);
        });
        pair.onNode("route", "del", "203.0.113.9/32", "proto", "201");
    }

    @Test
    void ipv6TheSame() throws IOException {
        pair.onNode("-6", "route", "add", "2001:db8::1/128", "dev", "guest", "proto", "201", "metric", "5");
        awaitFacts("2001:db8::1", new RouterFacts(5L, true));
    }

    @Test
    void aClassThatThePolicyDeniesIsSelectedAndNotAdvertised() throws IOException {
        pair.onNode("route", "add", "203.0.113.2/32", "dev", "guest", "proto", "201", "metric", "9");

        awaitFacts("203.0.113.2", new RouterFacts(9L, false));
    }

    @Test
    void aCoveringRouteSaysNothingOfAHostRoute() throws IOException {
        pair.onNode("route", "add", "192.0.2.0/24", "dev", "guest", "proto", "201", "metric", "5");
        awaitFacts("192.0.2.0", RouterFacts.NONE);

        awaitFacts("192.0.2.7", RouterFacts.NONE);
    }

    @Test
    void sessionsHaveTheirPeersAndStates() throws RouterException {
        assertThat(router.sessions()).containsExactly(new Session(Address.of(FrrPair.REFLECTOR), "Established"));
    }

    @Test
    void aDaemonThatIsDownHasNothingAndTheOtherIsHeard() throws IOException {
        pair.onNode("route", "add", "203.0.113.3/32", "dev", "guest", "proto", "201", "metric", "5");
        awaitFacts("203.0.113.3", new RouterFacts(5L, true));

        pair.stopBgpd();
        awaitFacts("203.0.113.3", new RouterFacts(5L, false));
        assertThatThrownBy(router::sessions).isInstanceOf(RouterException.class).matches(e -> ((RouterException) e)
                .isDown());

        pair.startBgpd();
        awaitFacts("203.0.113.3", new RouterFacts(5L, true));
    }

    @Test
    void aDaemonThatDoesNotAnswerIsSlowAndNotDown() throws IOException {
        var silent = directory.resolve("silent.vty");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var socket = new VtySocket(silent, Duration.ofMillis(50))) {
            server.bind(UnixDomainSocketAddress.of(silent));

            assertThatThrownBy(() -> socket.ask("show version"))
                    .isInstanceOf(RouterException.class)
                    .hasMessageContaining("no answer in 50 ms")
                    .matches(e -> !((RouterException) e).isDown());
        }
    }

    @Test
    void aCommandThatTheDaemonDoesNotKnowIsAnErrorAndTheConnectionGoesOn() throws RouterException {
        try (var socket = new VtySocket(pair.nodeDirectory().resolve("bgpd.vty"), Duration.ofSeconds(2))) {
            assertThatThrownBy(() -> socket.ask("show nonsense")).hasMessageContaining("Unknown command");

            assertThat(socket.ask("show version")).contains("FRRouting");
        }
    }

    @Test
    void aConfigurationIsTestedAppliedAndTheLastGoodOneComesBack() throws IOException, RouterException {
        var frr = new FrrConfiguration(new FrrInstallation(null, pair.nodeDirectory()), directory.resolve("texts"));
        var good = Files.readString(pair.nodeDirectory().resolve("bgpd.conf"))
                + "ip prefix-list POOL seq 5 permit 203.0.113.0/24 ge 32\n";

        assertThat(frr.apply(good)).isInstanceOf(Outcome.Applied.class);
        assertThat(running()).contains("ip prefix-list POOL seq 5");

        assertThat(frr.apply("router bgp 65000\n nonsense\n"))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                        .contains("nonsense"));

        // Passes the parser; the daemon does not know the peer group.
        var halfWay = "router bgp 65000\n neighbor 198.51.100.77 peer-group NONE\n";
        assertThat(frr.apply(halfWay)).isInstanceOf(Outcome.Refused.class);
        assertThat(running()).contains("ip prefix-list POOL seq 5", "neighbor " + FrrPair.REFLECTOR + " remote-as");
        await().atMost(PATIENCE).until(this::isEstablished);
    }

    private String running() throws RouterException {
        try (var socket = new VtySocket(pair.nodeDirectory().resolve("bgpd.vty"), Duration.ofSeconds(2))) {
            socket.ask("enable");
            return socket.ask("show running-config");
        }
    }

    @Test
    void aRouterThatIsAwayIsNoReasonToRefuse() throws IOException {
        var nowhere = Files.createDirectories(directory.resolve("nowhere"));
        var frr = new FrrConfiguration(new FrrInstallation(null, nowhere), directory.resolve("texts2"));

        assertThat(frr.apply("hostname node1\n")).isInstanceOf(Outcome.Unavailable.class);
    }
}
