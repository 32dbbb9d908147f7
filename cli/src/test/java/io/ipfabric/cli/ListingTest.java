package io.ipfabric.cli;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ListingTest {

    private final List<URI> asked = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    static Stream<Object> commands() {
        return Stream.of(
                new VmCommand(),
                new PoolCommand(),
                new RouteCommand(),
                new NodeCommand(),
                new ConfigCommand(),
                new ClusterCommand());
    }

    /** The output of a part says how to ask for the next one. */
    @ParameterizedTest
    @MethodSource("commands")
    void every_list_goes_on_with_a_cursor(Object command) {
        var arguments = new CommandLine(command).parseArgs("list", "--cursor", "web7", "-o", "json");

        var parsed = requireNonNull(arguments.subcommand());
        assertThat(parsed.matchedOptionValue("--cursor", "")).isEqualTo("web7");
        assertThat(parsed.matchedOptionValue("-o", Output.Format.table)).isEqualTo(Output.Format.json);
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
