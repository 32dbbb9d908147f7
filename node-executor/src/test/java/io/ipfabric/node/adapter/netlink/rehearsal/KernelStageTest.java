package io.ipfabric.node.adapter.netlink.rehearsal;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.adapter.netlink.PrivateNetwork;
import io.ipfabric.node.application.FakeRouter;
import io.ipfabric.node.application.Rehearsal;
import io.ipfabric.node.application.Reports;
import io.ipfabric.node.domain.RehearsalScript;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A rehearsal on a real kernel: what others see of it, and what it leaves behind. */
@ExtendWith(PrivateNetwork.class)
class KernelStageTest {

    private static final String LINK = RehearsalScript.LINK.value();

    @BeforeEach
    void loopback() {
        run("ip link set lo up");
    }

    @Test
    void bothSidesAreSwitchedAndNothingStays() throws InterruptedException {
        var before = everything();
        var seen = new Seen();

        rehearse(seen, 20);

        assertThat(seen.forwardings).containsExactlyInAnyOrder("LOCAL", "VIA");
        assertThat(seen.tables).anyMatch(table -> table.contains(" table 1768965746"));
        assertThat(everything()).isEqualTo(before);
    }

    /** Looked at whenever something is reported: whoever looks at the tables that packets are routed by sees nothing. */
    @Test
    void noTableThatIsUsedHasARouteOfIt() throws InterruptedException {
        var seen = new Seen();

        rehearse(seen, 5);

        assertThat(seen.usedTables).allSatisfy(table -> assertThat(table)
                .doesNotContain("192.0.2.")
                .doesNotContain("100::")
                .doesNotContain("proto 201"));
        assertThat(seen.addresses).allSatisfy(addresses -> assertThat(addresses).isBlank());
        assertThat(seen.chains).allSatisfy(chains -> assertThat(chains).doesNotContain("chain"));
    }

    @Test
    void whatAKilledOneLeavesTheNextTakesAway() throws IOException, InterruptedException {
        var killed = RehearsalRun.start(List.of(), "1000000");
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> run("ip route show table all").contains("192.0.2.1 "));
        } finally {
            killed.destroyForcibly().waitFor();
        }
        // The kernel takes interface and routes away behind the process.
        await().until(() -> !run("ip -o link").contains(LINK));
        assertThat(run("ip route show table all")).doesNotContain("192.0.2.");
        assertThat(run("ip -6 route show table all")).doesNotContain("100::");
        assertThat(run("nft list tables")).contains("ip_fabric_rehearsal");

        rehearse(new Seen(), 1);

        assertThat(run("nft list tables")).doesNotContain("ip_fabric_rehearsal");
    }

    private static void rehearse(Reports reports, int rounds) throws InterruptedException {
        new Rehearsal(() -> KernelStage.open(RehearsalScript.LINK), new FakeRouter(), reports, () -> true)
                .perform(rounds);
    }

    private static String everything() {
        return run("ip -o link")
                + run("ip -o address")
                + run("ip route show table all")
                + run("ip -6 route show table all")
                + run("ip neigh show nud all")
                + run("nft list ruleset");
    }

    /** Looks at the kernel whenever a report is made: then the routes of either side are there. */
    private static final class Seen implements Reports {

        final Set<String> forwardings = ConcurrentHashMap.newKeySet();
        final Set<String> tables = ConcurrentHashMap.newKeySet();
        final Set<String> usedTables = ConcurrentHashMap.newKeySet();
        final Set<String> addresses = ConcurrentHashMap.newKeySet();
        final Set<String> chains = ConcurrentHashMap.newKeySet();

        @Override
        public void publish(RouteReport report) {
            var forwarding = report.forwarding();
            if (forwarding != null) {
                forwardings.add(forwarding.getClass().getSimpleName().toUpperCase(Locale.ROOT));
            }
            tables.add(run("ip route show table all"));
            usedTables.add(run("ip route show table main")
                    + run("ip route show table local dev " + LINK)
                    + run("ip -6 route show table main"));
            addresses.add(run("ip -o address show dev " + LINK));
            chains.add(run("nft list chains"));
        }

        @Override
        public void publish(NodeReport report) {}

        @Override
        public void retract(VmId vm) {}
    }
}
