package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.proof.RouteMonitor;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A node of a cluster with BFD loses its power: nobody says goodbye, and its routes are gone before the hold time is half over. */
@InLab(with = {"--failure-detection", "BFD"})
class PowerLossScenarioTest {

    private static final Logger LOG = Logger.getLogger(PowerLossScenarioTest.class.getName());
    private static final Router NODE = LabPlan.node(3);
    private static final String PORT = "u-" + NODE.name();

    /** Three intervals of 100 ms, and what FRR takes from there to the core's kernel; the hold time would be 3 s. */
    private static final Duration LIMIT = Duration.ofMillis(2400);

    private final Vms vms = new Vms();

    @Test
    void theCoreDropsItsRoutesAtOnce() {
        vms.create("dark", NODE.name()).orThrow("refused");
        var vm = vms.await("dark", "confirmed", VmView::isConfirmed);
        Proofs.reachable(vm);
        try (var core = RouteMonitor.start()) {
            long start = System.nanoTime();
            Command.output("ip", "-n", LabPlan.SWITCH, "link", "set", PORT, "down");
            for (var address : vm.addresses()) {
                var time = core.untilDeleted(address, start);
                LOG.info(() -> "the core dropped " + address + " after " + time.toMillis() + " ms");
                assertThat(time).isLessThan(LIMIT);
            }
        }
        Command.output("ip", "-n", LabPlan.SWITCH, "link", "set", PORT, "up");
        Proofs.reachable(vms.await("dark", "confirmed again", VmView::isConfirmed));
    }
}
