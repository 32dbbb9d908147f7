package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.ProcessRecord;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** `down` leaves nothing, from wherever it is called. */
@InLab
class DownScenarioTest {

    private static final Path FRR_SCRATCH = Path.of("/var/tmp/frr");

    @Test
    void leavesNothingOfARunningLab() throws IOException {
        new Vms().create("last", "node1").orThrow("refused");
        new Vms().awaitAnnounced("last");

        assertNothingIsLeftBy("down");
    }

    @Test
    void leavesNothingOfAKilledLab() throws IOException {
        LabDirectory.ofMachine().processes().all().forEach(ProcessRecord::kill);

        assertNothingIsLeftBy("down");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Namespaces", "Started postgres", "Started kafka", "Topics", "Started vm-service", "FRR of core"
            })
    void leavesNothingOfAnInterruptedUp(String moment) throws IOException, InterruptedException {
        LabCommand.succeed("down");
        LabCommand.killAt(moment, "up");

        assertNothingIsLeftBy("down");
    }

    private static void assertNothingIsLeftBy(String command) throws IOException {
        var processes = LabDirectory.ofMachine().processes().all();

        LabCommand.succeed(command);

        assertThat(processes).noneMatch(ProcessRecord::isAlive);
        assertThat(Namespaces.ofLab()).isEmpty();
        assertThat(LabDirectory.ofMachine().path()).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(LabPlan.PREFIX);
        assertThat(Command.output("ip", "-o", "link")).doesNotContain(LabPlan.PREFIX);
        for (var directory : List.of("/etc/frr", "/var/run/frr")) {
            assertThat(FrrRouter.pathSpaces(Path.of(directory))).isEmpty();
        }
        for (var process : processes) {
            FrrRouter.DAEMONS.forEach(daemon -> assertThat(FRR_SCRATCH.resolve(daemon + "." + process.pid()))
                    .doesNotExist());
        }
    }
}
