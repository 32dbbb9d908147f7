package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What docs/producing.md tells producers to type works as it stands there: VMs by kcat, by Python and by HTTP, and what comes back of a record that is wrong. */
@InLab
class ProducingScenarioTest {

    @Test
    void theDocumentsCommandsWork() throws IOException {
        var commands = ShellBlocks.ofDocument("docs/producing.md");
        assertThat(commands)
                .as("one of each way")
                .anyMatch(command -> command.contains("| kcat") && command.contains("vm-lifecycle"))
                .anyMatch(command -> command.contains("-t vm-rejections"))
                .anyMatch(command -> command.startsWith("docs/examples/"))
                .anyMatch(command -> command.startsWith("curl"));

        for (var command : commands) {
            var output = ShellBlocks.run(command);
            // Who only writes says nothing.
            assertThat(output)
                    .as(command)
                    .matches(anything -> command.contains("kcat -b localhost:9092 -P") || !anything.isBlank());
        }
    }

    @Test
    void aRecordThatIsRefusedIsToldWithItsReason() {
        assertThat(ShellBlocks.run("docs/examples/vm_life.py lost-4 --node node99 || test $? -eq 1"))
                .contains("-> created", "<- io.ipfabric.vm-rejection.v1", "urn:ip-fabric:problem:unknown-node");
    }
}
