package io.ipfabric.lab.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The commands of a document's shell blocks. */
final class ShellBlocks {

    static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolveSibling("");

    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    private ShellBlocks() {}

    /** One a line, without comments; a backslash joins lines. */
    static List<String> of(String document) {
        return BLOCK.matcher(document)
                .results()
                .flatMap(block -> block.group(1).replace("\\\n", " ").lines())
                .map(line -> line.replaceFirst("\\s+# .*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** {@code ./fabric} is replaced by the program that it runs. */
    static String withProgram(String command) {
        var cli = Path.of(System.getProperty("java.home"), "bin", "java") + " -jar "
                + PROJECT.resolve("cli/target/application/fabric.jar");
        return command.replace("./fabric", cli);
    }
}
