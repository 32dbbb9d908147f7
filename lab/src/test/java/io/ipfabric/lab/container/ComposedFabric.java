package io.ipfabric.lab.container;

import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.socket.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What {@code docker-compose.yml} describes, on an engine, with images that stand in for those of public registries. */
record ComposedFabric(ContainerEngine engine, Path secrets) {

    static final Path PROJECT = ContainerEngine.SCRIPTS.resolve("../../../..").normalize();

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration HTTP_LIMIT = Duration.ofSeconds(30);

    /** A container as the engine sees it. */
    record Container(String service, String status, int exitCode, String health) {

        /** A job has ended well; what stays is healthy, or runs where health is not asked for. */
        boolean isAsWanted() {
            return status.equals("exited")
                    ? exitCode == 0
                    : status.equals("running") && (health.equals("healthy") || health.equals("none"));
        }
    }

    /** An answer, whatever it says. */
    record Answer(int status, String body) {}

    void buildImages() throws IOException {
        engine.output(
                LIMIT,
                Map.of(),
                List.of(
                        ContainerEngine.SCRIPTS.resolve("local-images").toString(),
                        engine.folder("images").toString()));
        engine.output(
                LIMIT, variables(), List.of(PROJECT.resolve("containers/build").toString()));
    }

    /** @return what it said */
    String compose(String... arguments) {
        var line = new ArrayList<>(List.of(
                "docker-compose",
                "--project-directory",
                PROJECT.toString(),
                "--file",
                PROJECT.resolve("docker-compose.yml").toString()));
        line.addAll(List.of(arguments));
        return engine.output(LIMIT, variables(), line);
    }

    private Map<String, String> variables() {
        return Map.of(
                "COMPOSE_PROJECT_NAME", "fabric",
                "SECRETS", secrets.toString(),
                "BASE_IMAGE", "local/java",
                "DEBIAN_IMAGE", "local/debian",
                "KAFKA_IMAGE", "local/kafka",
                "POSTGRES_IMAGE", "local/postgres",
                "PROMETHEUS_IMAGE", "local/prometheus",
                // A source's redirect stays for half a minute by default: nobody waits for that here.
                "REDIRECT_HOLD", "3s");
    }

    /** @return what the engine's command line said */
    String docker(String... arguments) {
        return engine.output(
                LIMIT,
                Map.of(),
                Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList());
    }

    /** What a program in a service's container says. */
    String in(String service, String... command) {
        var id = docker("ps", "--quiet", "--filter", "label=com.docker.compose.service=" + service)
                .strip();
        return docker(Stream.concat(Stream.of("exec", id), Stream.of(command)).toArray(String[]::new));
    }

    List<Container> containers() {
        var ids = docker("ps", "--all", "--quiet").lines().toList();
        if (ids.isEmpty()) {
            return List.of();
        }
        var line = new ArrayList<>(List.of(
                "inspect",
                "--format",
                "{{index .Config.Labels \"com.docker.compose.service\"}} {{.State.Status}} {{.State.ExitCode}} "
                        + "{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}"));
        line.addAll(ids);
        return docker(line.toArray(String[]::new))
                .lines()
                .map(shown -> shown.split(" ", -1))
                .map(shown -> new Container(shown[0], shown[1], Integer.parseInt(shown[2]), shown[3]))
                .toList();
    }

    void awaitAsWanted() {
        var last = new ArrayList<Container>();
        try {
            Poll.until("all containers", LIMIT, () -> {
                // Each look is two programs that start, on a machine that has enough to do.
                LockSupport.parkNanos(PAUSE.toNanos());
                last.clear();
                containers().stream()
                        .filter(container -> !container.isAsWanted())
                        .forEach(last::add);
                return last.isEmpty();
            });
        } catch (Poll.TimedOutException e) {
            throw new AssertionError(e.getMessage() + ": " + last + "\n" + compose("logs", "--tail", "20"), e);
        }
    }

    /** A request to a port that the engine publishes on its own 127.0.0.1. */
    Answer http(String method, int port, String path, String token, Map<String, Object> body) {
        return NetworkNamespace.call(engine.networkNamespace(), () -> {
            try {
                var url = URI.create("http://127.0.0.1:" + port + path).toURL();
                var connection = (HttpURLConnection) url.openConnection();
                connection.setRequestMethod(method);
                connection.setConnectTimeout((int) HTTP_LIMIT.toMillis());
                connection.setReadTimeout((int) HTTP_LIMIT.toMillis());
                connection.setRequestProperty("Authorization", "Bearer " + token);
                // A connection that is kept would serve a request that is meant for another namespace.
                connection.setRequestProperty("Connection", "close");
                if (!body.isEmpty()) {
                    connection.setDoOutput(true);
                    connection.setRequestProperty("Content-Type", "application/json");
                    connection.getOutputStream().write(Json.write(body).getBytes(StandardCharsets.UTF_8));
                }
                int status = connection.getResponseCode();
                try (var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                    return new Answer(
                            status, answer == null ? "" : new String(answer.readAllBytes(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(method + " " + path + " of port " + port, e);
            }
        });
    }
}
