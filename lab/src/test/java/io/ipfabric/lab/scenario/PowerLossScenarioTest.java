package io.ipfabric.lab.scenario;

import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessTable;
import io.ipfabric.lab.proof.RouteMonitor;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A node of a cluster with BFD loses its power: nobody says goodbye, BFD notices, and nobody waits for the end of the hold time. */
@InLab(with = {"--failure-detection", "BFD"})
class PowerLossScenarioTest {

    private static final Logger LOG = Logger.getLogger(PowerLossScenarioTest.class.getName());
    private static final Router NODE = LabPlan.node(3);
    private static final String PORT = "u-" + NODE.name();
    private static final List<FrrRouter> REFLECTORS =
            LabPlan.reflectors().stream().map(FrrRouter::new).toList();

    private final Vms vms = new Vms();
    private final ProcessTable processes = LabDirectory.ofMachine().processes();

    @Test
    void theCoreDropsItsRoutesAtOnce() {
        vms.create("dark", NODE.name()).orThrow("refused");
        var vm = vms.await("dark", "confirmed", VmView::isConfirmed);
        Proofs.reachable(vm);
        for (var reflector : REFLECTORS) {
            Poll.until(
                    reflector.router().name() + " to watch the node by BFD",
                    Vms.LIMIT,
                    () -> reflector.watchesByBfd(NODE));
        }
        try (var core = RouteMonitor.start()) {
            long start = System.nanoTime();
            Command.output("ip", "-n", LabPlan.SWITCH, "link", "set", PORT, "down");
            for (var address : vm.addresses()) {
                var time = core.untilDeleted(address, start);
                LOG.info(() -> "the core dropped " + address + " after " + time.toMillis() + " ms");
            }
        }
        for (var reflector : REFLECTORS) {
            Poll.until(
                    reflector.router().name() + " to have lost the node by BFD, and not by its hold time",
                    Vms.LIMIT,
                    () -> reflector.hasLostByBfd(NODE, processes));
        }
        Command.output("ip", "-n", LabPlan.SWITCH, "link", "set", PORT, "up");
        Proofs.reachable(vms.await("dark", "confirmed again", VmView::isConfirmed));
    }
}
