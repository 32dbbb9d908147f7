package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.process.Command;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What docs/cli.md tells to type works as it stands there, from the first line to the last. */
@InLab
class CommandLineScenarioTest {

    @Test
    void theDocumentsCommandsWork() throws IOException {
        var commands = ShellBlocks.ofDocument("docs/cli.md");
        assertThat(commands)
                .as("one of each group")
                .anyMatch(command -> command.startsWith("./fabric vm watch"))
                .anyMatch(command -> command.startsWith("./fabric cluster create"))
                .anyMatch(command -> command.startsWith("./fabric events"));

        for (var command : commands) {
            assertThat(ShellBlocks.run(command))
                    .as(command)
                    .matches(anything -> command.startsWith("source") || !anything.isBlank());
        }
    }

    @Test
    void endsAsTheDocumentSays() {
        assertThat(status("./fabric vm show nobody")).isEqualTo(3);
        assertThat(status("./fabric vm fly")).isEqualTo(2);
        assertThat(status("./fabric vm create x --cluster nowhere --node node1"))
                .isEqualTo(1);
        assertThat(status("FABRIC_VM_URL=http://127.0.0.1:1 ./fabric vm list")).isEqualTo(4);
        assertThat(status("./fabric events --kafka 127.0.0.1:1 --end")).isEqualTo(4);
    }

    private static int status(String command) {
        return Command.run("bash", "-c", ShellBlocks.withProgram(command)).status();
    }
}
