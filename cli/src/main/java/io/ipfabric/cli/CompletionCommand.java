package io.ipfabric.cli;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The launcher's commands are completed too, although the lab's program runs them. */
@Command(
        name = "completion",
        description = "Completion for bash: source <(./fabric completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    /** Options of those commands that are not this program's; the launcher's usage says the same. */
    private static final SortedMap<String, List<String>> LAUNCHER = new TreeMap<>(Map.of(
            "demo", List.of(),
            "up", List.of("--nodes", "--compile-fully", "--reflectors", "--failure-detection", "--kafka"),
            "down", List.of(),
            "status", List.of("-o"),
            "bench", List.of("--rounds", "--moves", "--reflectors", "--kafka"),
            "train", List.of("--bursts"),
            "test", List.of(),
            "images", List.of()));

    @Override
    public Integer call() {
        System.out.print(script());
        return ExitStatus.OK;
    }

    static String script() {
        var all = Fabric.commandLine();
        LAUNCHER.forEach((name, options) -> {
            var spec = CommandSpec.create();
            options.forEach(option ->
                    spec.addOption(OptionSpec.builder(option).type(String.class).build()));
            all.addSubcommand(name, new CommandLine(spec));
        });
        return AutoComplete.bash("fabric", all);
    }
}
