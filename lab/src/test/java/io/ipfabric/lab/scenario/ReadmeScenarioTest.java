package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README tells a newcomer to type works as it stands there; {@code ./fabric} is replaced by the program that it runs. */
@InLab
class ReadmeScenarioTest {

    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolveSibling("");

    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    /** The lab's own commands, which this test's lab lives by. */
    private static final Pattern LAB_COMMAND = Pattern.compile("\\./fabric (demo|test|up|down|status|bench)\\b.*");

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

        producing.forEach(ReadmeScenarioTest::run);
        for (var id : List.of("web-1", "web-2")) {
            Proofs.reachable(vms.awaitAnnounced(id));
        }
        moving.forEach(ReadmeScenarioTest::run);
        Proofs.reachable(vms.awaitPhase("web-1", "CLEANING", "COMPLETED"));

        var asking = commands.stream()
                .filter(command -> !producing.contains(command) && !moving.contains(command))
                .toList();
        assertThat(asking).anyMatch(command -> command.contains("route-events"));
        assertThat(asking).anyMatch(command -> command.contains("route-intents"));
        assertThat(asking).anyMatch(command -> command.startsWith("vtysh"));
        var address = vms.find("web-1").orElseThrow().addresses().getFirst().toString();
        for (var command : asking) {
            assertThat(run(command)).as(command).containsAnyOf("web-1", address, "public-v4");
        }
    }

    /** One a line, without comments; a backslash joins lines. */
    private static List<String> commands() throws IOException {
        return SHELL_BLOCK
                .matcher(Files.readString(PROJECT.resolve("README.md")))
                .results()
                .flatMap(block -> block.group(1).replace("\\\n", " ").lines())
                .map(line -> line.replaceFirst("\\s+# .*", "").strip())
                .filter(line -> !line.isEmpty() && !LAB_COMMAND.matcher(line).matches())
                .toList();
    }

    private static String run(String command) {
        var cli = Path.of(System.getProperty("java.home"), "bin", "java") + " -jar "
                + PROJECT.resolve("cli/target/application/fabric.jar");
        return Command.output("bash", "-c", "set -euo pipefail; " + command.replace("./fabric", cli));
    }
}
