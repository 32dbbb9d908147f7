package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a real bash, as it would be after a tab. */
class CompletionTest {

    /** One or two words, each maybe a choice. */
    private static final Pattern COMMANDS = Pattern.compile("^([a-z|]+)(?: ([a-z|]+))?");

    /** In the words of a synopsis, where an option has a hyphen before it and nothing before that. */
    private static final Pattern OPTION = Pattern.compile("(?<=[ \\[])--?[a-z-]+");

    @TempDir
    Path directory = Path.of("");

    @Test
    void commands_are_completed() throws Exception {
        assertThat(completed("./fabric", ""))
                .contains("vm", "pool", "route", "node", "cluster", "config", "events", "demo", "up");
        assertThat(completed("./fabric", "vm", "")).contains("list", "create", "watch", "migrate", "network-config");
    }

    @Test
    void options_are_completed() throws Exception {
        assertThat(completed("./fabric", "vm", "create", "--")).contains("--node", "--wait", "--output");
        assertThat(completed("./fabric", "up", "--")).contains("--reflectors");
        assertThat(completed("./fabric", "events", "--topic", "")).contains("route-events", "vm-lifecycle");
    }

    /** Each command and option that the launcher's own help names. */
    @Test
    void all_that_the_launcher_offers_is_completed() throws Exception {
        var usage = usage();
        assertThat(usage)
                .extracting(Usage::words)
                .contains(List.of("up"), List.of("topics", "apply"), List.of("images"));

        for (var use : usage) {
            var last = use.words().size() - 1;
            assertThat(completed(line(use.words().subList(0, last), "")))
                    .contains(use.words().get(last));
            assertThat(completed(line(use.words(), "-"))).as(use.toString()).containsAll(use.options());
        }
    }

    /** @param options those that may be left out and those that must be there */
    private record Usage(List<String> words, List<String> options) {}

    /** A line {@code   one|another WHAT [--option X]   description} is one of each; other lines are descriptions alone. */
    private static List<Usage> usage() throws IOException, InterruptedException {
        var launcher = new ProcessBuilder("../fabric", "--help")
                .redirectErrorStream(true)
                .start();
        var help = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(launcher.waitFor()).as(help).isZero();
        var usage = new ArrayList<Usage>();
        help.lines().filter(line -> line.matches("  \\S.*")).forEach(line -> {
            var synopsis = line.strip().split(" {2,}", 2)[0];
            var words = COMMANDS.matcher(synopsis);
            assertThat(words.find()).as(line).isTrue();
            var options =
                    OPTION.matcher(synopsis).results().map(MatchResult::group).toList();
            for (var first : words.group(1).split("\\|", -1)) {
                if (words.group(2) == null) {
                    usage.add(new Usage(List.of(first), options));
                } else {
                    for (var second : words.group(2).split("\\|", -1)) {
                        usage.add(new Usage(List.of(first, second), options));
                    }
                }
            }
        });
        return usage;
    }

    private static String[] line(List<String> words, String begun) {
        return Stream.of(Stream.of("./fabric"), words.stream(), Stream.of(begun))
                .flatMap(Function.identity())
                .toArray(String[]::new);
    }

    private List<String> completed(String... words) throws IOException, InterruptedException {
        var script = directory.resolve("completion");
        Files.writeString(script, CompletionCommand.script());
        // What bash does on a tab, and nothing that only an interactive one can.
        var asking = """
                source "$1"; shift
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                function_of=$(complete -p fabric | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                COMPREPLY=()
                "$function_of" fabric "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        var line = new ArrayList<>(List.of("bash", "-c", asking, "bash", script.toString()));
        line.addAll(Arrays.asList(words));
        var bash = new ProcessBuilder(line).redirectErrorStream(true).start();
        var output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output.lines().map(String::strip).toList();
    }
}
