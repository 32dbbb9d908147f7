package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README tells a newcomer to type works as it stands there; {@code ./fabric} is replaced by the program that it runs. */
@InLab
class ReadmeScenarioTest {

    /** The lab's own commands, which this test's lab lives by. */
    private static final Pattern LAB_COMMAND =
            Pattern.compile("\\./fabric (demo|test|up|down|status|bench|train)\\b.*");

    private final Vms vms = new Vms();

    @Test
    void commandsDoWhatTheySay() throws IOException {
        var commands = commands();
        var moving = commands.stream()
                .filter(command -> command.contains("/migrations"))
                .toList();
        assertThat(moving).as("a move").hasSize(1);
        var producing = commands.stream()
                .filter(command -> command.contains("-X POST") || command.contains("-P -t vm-lifecycle"))
                .filter(command -> !moving.contains(command))
                .toList();
        assertThat(producing).as("a VM by HTTP and one by Kafka").hasSize(2);

        producing.forEach(ShellBlocks::run);
        for (var id : List.of("web-1", "web-2")) {
            Proofs.reachable(vms.awaitAnnounced(id));
        }
        moving.forEach(ShellBlocks::run);
        Proofs.reachable(vms.awaitPhase("web-1", "CLEANING", "COMPLETED"));

        var asking = commands.stream()
                .filter(command -> !producing.contains(command) && !moving.contains(command))
                .toList();
        assertThat(asking).anyMatch(command -> command.contains("route-events"));
        assertThat(asking).anyMatch(command -> command.contains("route-intents"));
        assertThat(asking).anyMatch(command -> command.startsWith("vtysh"));
        var address = vms.find("web-1").orElseThrow().addresses().getFirst().toString();
        for (var command : asking) {
            assertThat(ShellBlocks.run(command)).as(command).containsAnyOf("web-1", address, "public-v4");
        }
    }

    private static List<String> commands() throws IOException {
        return ShellBlocks.ofDocument("README.md").stream()
                .filter(command -> !LAB_COMMAND.matcher(command).matches())
                .toList();
    }
}
