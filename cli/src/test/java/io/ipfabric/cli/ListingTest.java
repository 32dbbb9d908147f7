package io.ipfabric.cli;

import static io.ipfabric.cli.ScriptedService.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ListingTest {

    private final List<URI> asked = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    /** The output of a part says how to ask for the next one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vm list",
                "vm migration web-1",
                "pool list",
                "pool allocations public-v4",
                "route list",
                "node list",
                "config list",
                "config revisions node1",
                "cluster list"
            })
    void every_list_goes_on_with_a_cursor(String list) {
        var words = (list + " --cursor web7 -o json").split(" ", -1);

        var group = requireNonNull(Fabric.commandLine().parseArgs(words).subcommand());

        var parsed = requireNonNull(group.subcommand());
        assertThat(parsed.matchedOptionValue("--cursor", "")).isEqualTo("web7");
        assertThat(parsed.matchedOptionValue("-o", Output.Format.table)).isEqualTo(Output.Format.json);
    }

    @Test
    void migrations_come_in_parts() {
        try (var service = ScriptedService.answering(
                json(200, "{\"items\": [{\"id\": \"m2\"}], \"next\": \"m2\"}"),
                json(200, "{\"items\": [{\"id\": \"m1\"}]}"))) {
            var command = new VmCommand(service.api());

            assertThat(run(command, "migration", "web-1").out()).contains("m2", "--cursor m2");
            assertThat(run(command, "migration", "web-1", "--cursor", "m2").out())
                    .contains("m1")
                    .doesNotContain("--cursor");
            // One migration is no list: nobody is asked.
            assertThat(run(command, "migration", "web-1", "m1", "--cursor", "m2")
                            .status())
                    .isEqualTo(ExitStatus.USAGE);

            assertThat(service.asked)
                    .containsExactly("GET /v1/vms/web-1/migrations", "GET /v1/vms/web-1/migrations?cursor=m2");
        }
    }

    @Test
    void revisions_come_in_parts() {
        try (var service = ScriptedService.answering(json(200, "{\"items\": [{\"revision\": \"r1\"}]}"))) {
            assertThat(run(new ConfigCommand(service.api()), "revisions", "node1", "--cursor", "t2")
                            .out())
                    .contains("r1");

            assertThat(service.asked).containsExactly("GET /v1/clusters/lab/devices/node1/revisions?cursor=t2");
        }
    }

    /** The one before may be in another part. */
    @Test
    void a_difference_knows_the_revisions_of_all_parts() {
        var devices = "GET /v1/clusters/lab/devices/node1";
        try (var service = ScriptedService.answering(
                json(200, "{\"items\": [{\"revision\": \"r3\"}, {\"revision\": \"r2\"}], \"next\": \"t2\"}"),
                json(200, "{\"items\": [{\"revision\": \"r1\"}]}"),
                new ScriptedService.Answer(200, "text/plain", "-a\n+b\n", true))) {
            assertThat(run(new ConfigCommand(service.api()), "diff", "node1", "--to", "r2")
                            .out())
                    .isEqualTo("-a\n+b\n");

            assertThat(service.asked)
                    .containsExactly(
                            devices + "/revisions", devices + "/revisions?cursor=t2", devices + "/diff?from=r1&to=r2");
        }
    }

    private static Captured run(Object command, String... arguments) {
        return Captured.of(() -> Fabric.handled(new CommandLine(command)).execute(arguments));
    }

    @Test
    void the_cursor_and_the_filters_are_asked_for() throws IOException, InterruptedException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI());
            tokens.addAll(exchange.getRequestHeaders().get("Authorization"));
            var answer = "{\"items\": []}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            var api = new Api(
                    "test", URI.create("http://127.0.0.1:" + server.getAddress().getPort()), () -> "a.b.c");
            CommandLine.populateCommand(new Listing(), "--cursor", "web7")
                    .print(api, "/v1/vms", Map.of("node", "node1", "state", ""), List.of(Output.column("ID", "id")));
        } finally {
            server.stop(0);
        }

        assertThat(asked).containsExactly(URI.create("/v1/vms?cursor=web7&node=node1"));
        assertThat(tokens).containsExactly("Bearer a.b.c");
    }
}
