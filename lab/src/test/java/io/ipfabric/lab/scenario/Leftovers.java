package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.frr.FrrRemains;
import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a lab could leave on its machine. */
final class Leftovers {

    private static final Path FRR_SCRATCH = Path.of("/var/tmp/frr");

    private Leftovers() {}

    static void assertNoneAfterDown() throws IOException {
        var processes = LabDirectory.ofMachine().processes().all();

        LabCommand.succeed("down");

        assertThat(processes).noneMatch(ProcessRecord::isAlive);
        assertThat(Namespaces.ofLab()).isEmpty();
        assertThat(LabDirectory.ofMachine().path()).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(LabPlan.PREFIX);
        assertThat(Command.output("ip", "-o", "link")).doesNotContain(LabPlan.PREFIX);
        for (var directory : List.of("/etc/frr", "/var/run/frr")) {
            assertThat(FrrRemains.pathSpaces(Path.of(directory))).isEmpty();
        }
        for (var process : processes) {
            // Of this process alone: another program's FRR may have left the directory of a pid that is used again.
            FrrRouter.DAEMONS.stream()
                    .filter(daemon -> process.name().endsWith("-" + daemon))
                    .forEach(daemon -> assertThat(FRR_SCRATCH.resolve(daemon + "." + process.pid()))
                            .doesNotExist());
        }
    }
}
