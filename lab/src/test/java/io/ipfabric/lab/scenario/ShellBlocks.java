package io.ipfabric.lab.scenario;

import io.ipfabric.lab.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands of a document's shell blocks. */
final class ShellBlocks {

    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolveSibling("");

    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    private ShellBlocks() {}

    /**
     * One a line, without comments; a backslash joins lines.
     *
     * @param path from the repository's root
     */
    static List<String> ofDocument(String path) throws IOException {
        return blocks(path)
                .flatMap(block -> block.replace("\\\n", " ").lines())
                .map(line -> line.replaceFirst("\\s+# .*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** All of a document's in one shell, because one needs what another has set; returns what they said. */
    static String runAll(String path) throws IOException {
        return run(blocks(path).collect(Collectors.joining()));
    }

    private static Stream<String> blocks(String path) throws IOException {
        return BLOCK.matcher(Files.readString(PROJECT.resolve(path))).results().map(block -> block.group(1));
    }

    /**
     * Runs a command in the repository's root; returns what it said.
     *
     * @throws Command.FailedException unless it and each part of it ends with 0
     */
    static String run(String command) {
        return Command.output("bash", "-c", "set -euo pipefail; cd " + PROJECT + "; " + withProgram(command));
    }

    /** {@code ./fabric} is replaced by the program that it runs. */
    static String withProgram(String command) {
        var cli = Path.of(System.getProperty("java.home"), "bin", "java") + " -jar "
                + PROJECT.resolve("cli/target/application/fabric.jar");
        return command.replace("./fabric", cli);
    }
}
