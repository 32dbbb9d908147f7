package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a real bash, as it would be after a tab. */
class CompletionTest {

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
