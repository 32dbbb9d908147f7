package io.ipfabric.cli;

import static io.ipfabric.cli.ScriptedService.json;
import static io.ipfabric.cli.ScriptedService.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ExitStatusTest {

    @ParameterizedTest
    @CsvSource({"400,1", "401,1", "403,1", "404,3", "409,1", "422,1", "500,1", "503,4"})
    void a_refusal_has_a_status_and_the_reason(int http, int expected) {
        try (var service = ScriptedService.answering(problem(http, "because of \\u001b[31mthis"))) {
            var ended = vm(service.api(), "get", "web-1");

            assertThat(ended.status()).isEqualTo(expected);
            // What a service says may be an outsider's text: it does not reach the terminal as it is.
            assertThat(ended.err()).contains("because of ").contains("this").doesNotContain("\u001b");
        }
    }

    @Test
    void a_token_that_is_refused_comes_with_advice() {
        try (var service = ScriptedService.answering(problem(401, "no token"), problem(403, "not enough"))) {
            assertThat(vm(service.api(), "get", "web-1").err()).contains("--token-file", "FABRIC_TOKEN");
            assertThat(vm(service.api(), "get", "web-1").err()).contains("--role");
        }
    }

    @Test
    void nobody_who_listens_is_said_with_what_to_do() {
        var ended = vm(new Api("vm-service", URI.create("http://127.0.0.1:1"), () -> "a.b.c"), "get", "web-1");

        assertThat(ended.status()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(ended.err()).contains("./fabric status", "FABRIC_VM_URL");
    }

    @Test
    void an_effect_that_did_not_come_in_time_is_no_success() {
        var accepted = "{\"id\": \"web-1\", \"state\": \"REQUESTED\"}";
        try (var service = ScriptedService.answering(json(202, accepted), json(202, accepted), json(201, accepted))) {
            var waited = vm(service.api(), "create", "web1", "--node", "node1", "--wait", "1");
            assertThat(waited.status()).isEqualTo(ExitStatus.NOT_YET);
            assertThat(waited.out()).contains("web-1");
            assertThat(vm(service.api(), "create", "web1", "--node", "node1").status())
                    .isEqualTo(ExitStatus.OK);
            assertThat(vm(service.api(), "create", "web1", "--node", "node1", "--wait", "1")
                            .status())
                    .isEqualTo(ExitStatus.OK);
        }
    }

    @ParameterizedTest
    @CsvSource({"vm", "vm fly web-1", "vm create", "vm list --colour", "events --topic", "cluster create c1"})
    void a_wrong_command_line_asks_nobody(String line) {
        assertThat(Captured.of(() -> Fabric.commandLine().execute(line.split(" ", -1)))
                        .status())
                .isEqualTo(ExitStatus.USAGE);
    }

    private static Captured vm(Api api, String... arguments) {
        return Captured.of(
                () -> Fabric.handled(new CommandLine(new VmCommand(api))).execute(arguments));
    }
}
