package io.ipfabric.node.adapter.frr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.adapter.netlink.rehearsal.RehearsalRun;
import io.ipfabric.node.application.RouterException;
import io.ipfabric.node.domain.RehearsalScript;
import io.ipfabric.node.domain.RouterFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real zebra and bgpd beside a rehearsal. */
class UnseenRehearsalTest {

    private static final String TABLE = "1768965746";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void neitherDaemonSeesARouteOfIt(@TempDir Path directory)
            throws IOException, InterruptedException, RouterException {
        try (var pair = FrrPair.start(directory);
                var router = new FrrRouter(pair.nodeDirectory());
                var zebra = new VtySocket(pair.nodeDirectory().resolve("zebra.vty"), Duration.ofSeconds(1))) {
            // It does look into other tables: a route that is there, of another protocol, is shown.
            pair.onNode("route", "add", "192.0.2.9/32", "dev", "guest", "table", TABLE, "proto", "201", "metric", "5");
            await().atMost(PATIENCE).until(() -> zebra.ask("show ip route table " + TABLE + " json")
                    .contains("192.0.2.9"));
            pair.onNode("route", "del", "192.0.2.9/32", "table", TABLE, "proto", "201");
            await().atMost(PATIENCE).until(() -> !zebra.ask("show ip route table " + TABLE + " json")
                    .contains("192.0.2.9"));

            var run = RehearsalRun.start(
                    pair.onNodeRun(), "200", pair.nodeDirectory().toString());
            try {
                await().atMost(PATIENCE).until(() -> pair.onNodeAsked("route", "show", "table", "all")
                        .contains("192.0.2.1 "));
                while (run.isAlive()) {
                    for (var address : RehearsalScript.GUESTS) {
                        assertThat(router.facts(address)).isEqualTo(RouterFacts.NONE);
                    }
                    assertThat(router.facts(Address.of("192.0.2.2"))).isEqualTo(RouterFacts.NONE);
                    assertThat(zebra.ask("show ip route table " + TABLE + " json"))
                            .doesNotContain("192.0.2.");
                    assertThat(zebra.ask("show ipv6 route table " + TABLE + " json"))
                            .doesNotContain("100::");
                }
                assertThat(run.waitFor()).isZero();
            } finally {
                run.destroyForcibly();
            }
        }
    }
}
