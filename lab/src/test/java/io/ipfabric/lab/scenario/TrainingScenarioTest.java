package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.LabPlan.Service;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Services run from what a training left for them, and without it where it is of no use. */
@InLab(up = false)
class TrainingScenarioTest {

    private static final String VM_SERVICE = "vm-service";

    @Test
    void whatATrainingLeavesIsUsedAndMayBeBroken() throws IOException {
        LabCommand.succeed("down");
        LabCommand.succeed("train", "--bursts", "1");
        LabCommand.succeed("down");
        LabCommand.succeed("up");

        assertThat(LabPlan.SERVICES.stream().map(Service::module)).allMatch(TrainingScenarioTest::runsFromItsCache);

        var cache = cacheOf(VM_SERVICE);
        Files.write(cache, new byte[4096]);
        LabDirectory.ofMachine().processes().find(VM_SERVICE).orElseThrow().kill();
        LabCommand.succeed("up");

        assertThat(runsFromItsCache(VM_SERVICE)).isFalse();
        new Vms().create("untrained", "node1").orThrow("refused");
        Proofs.reachable(new Vms().awaitAnnounced("untrained"));
        Files.delete(cache);
        LabCommand.succeed("down");
    }

    /** A JVM that uses a cache has it mapped into its memory. */
    private static boolean runsFromItsCache(String module) {
        var process = LabDirectory.ofMachine().processes().find(module).orElseThrow();
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/maps"))
                    .contains("/" + module + "/service.aot");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path cacheOf(String module) {
        return LabCommand.project().resolve(module).resolve("target/application/service.aot");
    }
}
