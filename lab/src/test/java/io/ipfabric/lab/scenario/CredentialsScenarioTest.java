package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lab is as closed as a fabric that is not one: services and agents of the packaged build, tokens of the packaged command line. */
@InLab
class CredentialsScenarioTest {

    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolveSibling("");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final LabDirectory directory = LabDirectory.ofMachine();

    @Test
    void everyDoorAsksForAToken() {
        var doors = new LinkedHashMap<String, String>();
        doors.put(LabPlan.service("vm-service").url(), "/v1/vms");
        doors.put(LabPlan.service("ipam-service").url(), "/v1/pools");
        doors.put(LabPlan.service("routing-service").url(), "/v1/routes");
        doors.put(LabPlan.service("gateway-config-service").url(), "/v1/clusters");
        doors.put("http://" + LabPlan.node(1).management() + ":" + LabPlan.AGENT_PORT, "/v1/interfaces");
        var viewer = token("--role", "viewer", "--ttl", "5m");

        doors.forEach((url, path) -> {
            assertThat(status("GET", url + path, "")).as("a stranger at " + url).isEqualTo("401");
            assertThat(status("GET", url + path, viewer))
                    .as("a viewer at " + url)
                    .isEqualTo("200");
            assertThat(new HttpApi(url).unready()).isEmpty();
        });
        assertThat(status("POST", LabPlan.service("vm-service").url() + "/v1/vms", viewer))
                .isEqualTo("403");
        assertThat(status("POST", LabPlan.service("ipam-service").url() + "/v1/pools", token("--role", "operator")))
                .isEqualTo("403");
    }

    @Test
    void thePrivateHalfIsRootsAndInNoLog() throws IOException {
        var key = directory.keys().signingKey();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                .isEqualTo("rwx------");
        var secret = Files.readAllLines(key).get(1);
        // Every JWS of ours begins so: {"alg":
        for (var text : List.of(secret, "eyJhbGciOi")) {
            var found = Command.run(
                    "grep", "-rlF", "--", text, directory.path().resolve("logs").toString());
            assertThat(found.status()).as(found.output()).isEqualTo(1);
        }
    }

    @Test
    void theAuditLogSaysWhoAskedForWhat() {
        var body = "{\"id\": \"audited\", \"name\": \"audited\", \"cluster\": \"lab\", \"node\": \"node1\"}";
        Command.output(
                "curl",
                "-sf",
                "-X",
                "POST",
                LabPlan.service("vm-service").url() + "/v1/vms",
                "-H",
                "Authorization: Bearer " + token("--subject", "ada"),
                "-H",
                "X-Request-Id: audited-1",
                "-H",
                "Content-Type: application/json",
                "-d",
                body);
        new Vms().awaitAnnounced("audited");

        var line = Poll.untilPresent("the audit log's line", LIMIT, () -> log("vm-service").stream()
                .filter(text -> text.contains("audited-1"))
                .findFirst());

        var entry = Json.read(line.substring(line.indexOf('{')));
        assertThat(entry.path("subject").asText()).isEqualTo("ada");
        assertThat(entry.path("role").asText()).isEqualTo("operator");
        assertThat(entry.path("status").asInt()).isEqualTo(202);
    }

    /** The rest of its settings is that of the one that runs. */
    @Test
    void aServiceThatCouldTellNobodyApartDoesNotStart() throws IOException {
        var running = directory.processes().find("ipam-service").orElseThrow();
        var line = new ArrayList<>(List.of("env", "-u", "FABRIC_TOKENS_PUBLIC_KEY", "QUARKUS_HTTP_PORT=0"));
        for (var variable : zeroSeparated(running.pid(), "environ")) {
            if (variable.startsWith("QUARKUS_DATASOURCE") || variable.startsWith("KAFKA")) {
                line.add(variable);
            }
        }
        line.addAll(zeroSeparated(running.pid(), "cmdline"));

        var ended = Command.run(line, "", LIMIT);

        assertThat(ended.succeeded()).as(ended.output()).isFalse();
        assertThat(ended.output()).contains("set fabric.tokens.public-key (FABRIC_TOKENS_PUBLIC_KEY)");
    }

    private static String token(String... options) {
        var line = new ArrayList<>(List.of(
                JAVA.toString(),
                "-jar",
                PROJECT.resolve("cli/target/application/fabric.jar").toString(),
                "token"));
        line.addAll(List.of(options));
        var output = Command.output(line, "");
        assertThat(output).as("the token alone").matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\n");
        return output.strip();
    }

    private static String status(String method, String url, String token) {
        var line = new ArrayList<>(List.of(
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "-X",
                method,
                "-H",
                "Content-Type: application/json"));
        if (!token.isEmpty()) {
            line.addAll(List.of("-H", "Authorization: Bearer " + token));
        }
        line.add(url);
        return Command.output(line, "");
    }

    private List<String> log(String process) {
        try {
            return Files.readAllLines(directory.processes().log(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> zeroSeparated(long pid, String file) throws IOException {
        var text = Files.readString(Path.of("/proc", Long.toString(pid), file));
        return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }
}
