package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.Vms;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node without BGP sessions: the VM is delivered there, and nobody claims that it is announced. */
@InLab
class SilenceScenarioTest {

    private static final String NODE = LabPlan.node(1).namespace();
    private static final String TABLE = "lab_block";

    private final Vms vms = new Vms();

    @AfterEach
    void unblock() {
        Command.run("ip", "netns", "exec", NODE, "nft", "delete", "table", "inet", TABLE);
    }

    @Test
    void nothingIsAnnouncedWithoutSessions() {
        blockBgp();
        Poll.until(
                "node1 to lose its sessions",
                Vms.LIMIT,
                () -> new FrrRouter(LabPlan.node(1)).establishedSessions() == 0);

        vms.create("mute", "node1").orThrow("refused");
        var vm = vms.await("mute", "addressed", found -> found.addresses().size() == 2);
        for (var address : vm.addresses()) {
            var delivered = Hop.of(address, vm.node()).getFirst();
            Poll.until(delivered.name() + " to have " + address, Vms.LIMIT, delivered.holds());
        }
        assertThat(vms.find("mute").orElseThrow().isSilent()).isTrue();

        unblock();
        Proofs.reachable(vms.awaitAnnounced("mute"));
    }

    private static void blockBgp() {
        Command.output(List.of("ip", "netns", "exec", NODE, "nft", "-f", "-"), """
                table inet %s {
                    chain in { type filter hook input priority 0; tcp dport 179 drop; tcp sport 179 drop; }
                    chain out { type filter hook output priority 0; tcp dport 179 drop; tcp sport 179 drop; }
                }
                """.formatted(TABLE));
    }
}
