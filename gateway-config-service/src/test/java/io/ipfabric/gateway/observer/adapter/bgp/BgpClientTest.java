package io.ipfabric.gateway.observer.adapter.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls, and calls again. */
class BgpClientTest {

    private static final RouterName RR1 = RouterName.of("rr1");
    private static final Address LOOPBACK = Address.of("127.0.0.1");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Reflector REFLECTOR =
            new Reflector(RR1, LOOPBACK, Asn.of(65_000), Set.of(AddressFamily.values()), false);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        var _ = vertx.close();
    }

    @Test
    void whoHangsUpIsCalledAgainAndWhoIsGoneIsNot() throws IOException {
        try (var server = new ServerSocket(0, 8, LOOPBACK.inet())) {
            server.setSoTimeout((int) SOON.toMillis());
            var clients = clients(server.getLocalPort());
            clients.reflectors(Map.of(RR1, REFLECTOR));
            long began = System.nanoTime();
            for (int call = 0; call < 3; call++) {
                try (var connection = server.accept()) {
                    assertThat(HexFormat.of()
                                    .formatHex(connection.getInputStream().readNBytes(19)))
                            .isEqualTo("f".repeat(32) + "003f01");
                }
            }
            // Half a second, then a whole one.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_400));
            try (var connection = server.accept()) {
                // Only a session that has begun has something to end.
                assertThat(connection.getInputStream().readNBytes(19)).hasSize(19);
                clients.reflectors(Map.of());
                var all = connection.getInputStream().readAllBytes();
                assertThat(HexFormat.of().formatHex(all)).endsWith("0015030603");
            }
            clients.close();
        }
    }

    @Test
    void nobodyThereIsNoTrouble() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 8, LOOPBACK.inet())) {
            port = server.getLocalPort();
        }
        var clients = clients(port);
        clients.reflectors(Map.of(RR1, REFLECTOR));
        try (var server = bound(port)) {
            server.setSoTimeout((int) SOON.toMillis());
            server.accept().close();
        }
        clients.close();
    }

    private static ServerSocket bound(int port) {
        return await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> new ServerSocket(port, 8, LOOPBACK.inet()), socket -> true);
    }

    private BgpClients clients(int port) {
        var observatory = new Observatory(_ -> {}, Clock.systemUTC());
        observatory.reflectors(Map.of(RR1, REFLECTOR));
        var meters = new ObserverMeters(new SimpleMeterRegistry());
        return new BgpClients(vertx, observatory, meters, Address.of("198.51.100.200"), "127.0.0.1", port);
    }
}
