package io.ipfabric.lab.scenario;

import io.ipfabric.lab.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The lab's commands as the launcher runs them: the packaged jar, in a process of its own. */
final class LabCommand {

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

    /** On a busy machine a whole lab takes more than a minute. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private LabCommand() {}

    static void succeed(String... arguments) {
        var result = Command.run(line(arguments), "", LIMIT);
        if (!result.succeeded()) {
            throw new AssertionError("fabric " + String.join(" ", arguments) + " failed: " + result.output());
        }
    }

    /** Starts a command and kills it (SIGKILL) as soon as it has said a line that contains {@code word}. */
    static void killAt(String word, String... arguments) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(line(arguments)).redirectErrorStream(true).start();
        try (var lines = process.inputReader()) {
            var said = new ArrayList<String>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.contains(word)) {
                    process.destroyForcibly().waitFor();
                    return;
                }
            }
            throw new AssertionError("never said \"" + word + "\": " + String.join("\n", said));
        }
    }

    /** Starts a command that stays; to be killed by the caller. */
    static Process start(Path log, String... arguments) throws IOException {
        return new ProcessBuilder(line(arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    static Path project() {
        return Objects.requireNonNull(MODULE.getParent(), "the module is in the project");
    }

    private static List<String> line(String... arguments) {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfabric.project=" + project(),
                "-jar",
                MODULE.resolve("target/application/lab.jar").toString()));
        line.addAll(List.of(arguments));
        return line;
    }
}
