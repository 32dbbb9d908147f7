package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.LabPlan.Service;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Services run from what a training left for them, and without it where it is of no use. It is the first of the scenarios by its name, and what it leaves
 * makes the labs of all others come up sooner.
 */
@InLab(up = false)
class AotCacheScenarioTest {

    private static final String SERVICE = "vm-service";

    @BeforeEach
    void trained() {
        LabCommand.succeed("down");
        LabCommand.succeed("train", "--bursts", "1");
        assertThat(LabDirectory.ofMachine().settings())
                .as("the lab of a training")
                .isEmpty();
        LabCommand.succeed("up");
    }

    @Test
    void whatATrainingLeavesIsUsedAndMayBeBroken() throws IOException {
        assertThat(LabPlan.SERVICES.stream().map(Service::module)).allMatch(AotCacheScenarioTest::runsFromItsCache);

        var cache = LabCommand.project().resolve(SERVICE).resolve("target/application/service.aot");
        var kept = cache.resolveSibling("service.aot.kept");
        Files.move(cache, kept);
        Files.write(cache, new byte[4096]);
        LabDirectory.ofMachine().processes().find(SERVICE).orElseThrow().kill();
        LabCommand.succeed("up");

        assertThat(runsFromItsCache(SERVICE)).isFalse();
        new Vms().create("untrained", "node1").orThrow("refused");
        Proofs.reachable(new Vms().awaitAnnounced("untrained"));
        LabCommand.succeed("down");
        Files.move(kept, cache, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A JVM that uses a cache has it mapped into its memory. */
    private static boolean runsFromItsCache(String module) {
        var process = LabDirectory.ofMachine().processes().find(module).orElseThrow();
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/maps"))
                    .contains("/" + module + "/service.aot");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
