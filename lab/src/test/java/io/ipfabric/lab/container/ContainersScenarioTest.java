package io.ipfabric.lab.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.lab.container.ComposedFabric.Container;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.process.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The project's images and its {@code docker-compose.yml}, built and run. In the order of a day: nothing is asked twice of an engine that takes a minute to fill.
 * Grafana's image is not to be had where no registry is: {@link #grafanaFindsWhatItIsGiven} looks at what its container would be given, and nothing here runs it.
 */
@Tag("lab")
@TestMethodOrder(OrderAnnotation.class)
class ContainersScenarioTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final int VM_PORT = 8080;
    private static final int PROMETHEUS_PORT = 9095;

    /** Those without any privilege. */
    private static final List<String> SERVICES =
            List.of("vm-service", "ipam-service", "routing-service", "gateway-config-service");

    private static final List<String> JOBS = List.of("keys", "topics", "targets", "lab-set-up");
    /** Grafana is none of them. */
    private static final List<String> OTHERS = List.of(
            "kafka",
            "postgres",
            "prometheus",
            "rr1",
            "rr2",
            "core",
            "node1-router",
            "node1",
            "node1-guests",
            "node2-router",
            "node2",
            "node2-guests");

    private static final Map<String, String> NODE1 = Map.of("-4", "10.255.0.11", "-6", "fd00:255::11");
    private static final Map<String, String> NODE2 = Map.of("-4", "10.255.0.12", "-6", "fd00:255::12");
    private static final Map<String, String> NOWHERE = Map.of();

    @SuppressWarnings("NullAway.Init") // Made before the first test.
    private static ContainerEngine engine;

    @SuppressWarnings("NullAway.Init") // Made before the first test.
    private static ComposedFabric fabric;

    @SuppressWarnings("NullAway.Init") // Made by the test that brings everything up.
    private static String token;

    @BeforeAll
    static void startEngine() throws IOException {
        engine = ContainerEngine.start();
        fabric = new ComposedFabric(engine, engine.folder("secrets"));
    }

    @AfterAll
    static void endEngine() {
        engine.close();
    }

    @Test
    @Order(1)
    void imagesAreBuiltOfLocalBases() throws IOException {
        fabric.buildImages();

        for (var name : List.of("vm-service", "ipam-service", "routing-service", "gateway-config-service", "cli")) {
            assertThat(imageSetting(name, "{{.Config.User}}")).as(name).isEqualTo("10001:10001");
        }
        for (var name : List.of("vm-service", "node-executor", "frr", "cli")) {
            assertThat(imageSetting(name, "{{index .Config.Labels \"org.opencontainers.image.licenses\"}}"))
                    .as(name)
                    .isEqualTo("Apache-2.0");
            assertThat(imageSetting(name, "{{index .Config.Labels \"org.opencontainers.image.version\"}}"))
                    .as(name)
                    .isNotBlank()
                    .isNotEqualTo("unknown");
        }
    }

    private static String imageSetting(String name, String format) {
        return fabric.docker("image", "inspect", "--format", format, "ip-fabric/" + name)
                .strip();
    }

    @Test
    @Order(2)
    void theDescriptionIsClean() {
        assertThat(fabric.compose("config", "-q")).isEmpty();
        assertThat(fabric.compose("--profile", "lab", "--profile", "tools", "--profile", "dashboards", "config", "-q"))
                .isEmpty();
    }

    /** Its profile is its own: whoever brings up the lab is not kept by an image that cannot be had. */
    @Test
    @Order(3)
    void grafanaFindsWhatItIsGiven() throws IOException {
        var grafana = ComposedFabric.PROJECT.resolve("observability/grafana");
        var given = fabric.compose("--profile", "dashboards", "config");
        assertThat(given).containsPattern("profiles:\\s+- dashboards\n");
        assertThat(given).contains(grafana.resolve("provisioning").toString(), "/etc/grafana/provisioning");
        assertThat(given).contains(grafana.resolve("dashboards").toString(), "/etc/ip-fabric/dashboards");
        assertThat(variablesOf(grafana.resolve("provisioning"))).isNotEmpty().allSatisfy(variable -> assertThat(given)
                .contains(variable + ": "));
        System.out.println("Grafana was not run: its image cannot be had here. Its files were looked at.");
    }

    /** Those that files of a folder ask for: {@code ${NAME}}. */
    private static List<String> variablesOf(Path folder) throws IOException {
        var variables = new ArrayList<String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var matcher = VARIABLE.matcher(Files.readString(file));
                while (matcher.find()) {
                    variables.add(matcher.group(1));
                }
            }
        }
        return variables;
    }

    @Test
    @Order(4)
    void everythingComesUp() {
        fabric.compose("--profile", "lab", "up", "-d");
        fabric.awaitAsWanted();

        var expected = Stream.of(SERVICES, JOBS, OTHERS).flatMap(List::stream).toList();
        assertThat(fabric.containers()).extracting(Container::service).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(fabric.containers())
                .filteredOn(container -> container.status().equals("exited"))
                .extracting(Container::service)
                .containsExactlyInAnyOrderElementsOf(JOBS);
        token = fabric.docker(
                        "run",
                        "--rm",
                        "--volume",
                        "fabric_signing-key:/var/lib/ip-fabric/keys:ro",
                        "--env",
                        "FABRIC_SIGNING_KEY=/var/lib/ip-fabric/keys/signing-key.pem",
                        "ip-fabric/cli",
                        "token",
                        "--role",
                        "operator")
                .strip();
    }

    @Test
    @Order(5)
    void privilegesAreWhatTheDocumentSays() {
        for (var service : SERVICES) {
            var status = fabric.in(service, "cat", "/proc/1/status");
            assertThat(status).as(service).containsPattern("Uid:\\s10001\\s").containsPattern("CapBnd:\\s0{16}\n");
            assertThat(fabric.in(service, "bash", "-c", "touch /x 2>&1 || true"))
                    .contains("Read-only file system");
        }
        // CAP_NET_ADMIN is bit 12, CAP_NET_RAW 13 (linux/capability.h).
        assertThat(fabric.in("node1", "cat", "/proc/1/status"))
                .containsPattern("Uid:\\s10001\\s")
                .containsPattern("CapEff:\\s0{12}3000\n")
                .containsPattern("CapBnd:\\s0{12}3000\n")
                .containsPattern("NoNewPrivs:\\s1\n");
    }

    @Test
    @Order(6)
    void secretsAreInTheirFilesAlone() throws IOException {
        var ids = fabric.docker("ps", "--all", "--quiet").lines().toArray(String[]::new);
        var seen = fabric.docker(concat("inspect", ids));
        try (var files = Files.list(fabric.secrets())) {
            assertThat(files.toList()).hasSize(6).allSatisfy(file -> assertThat(seen)
                    .doesNotContain(Files.readString(file).strip().replaceFirst(".*=", "")));
        }
        for (var service : SERVICES) {
            assertThat(fabric.in(service, "ls", "/etc/ip-fabric/tokens").strip())
                    .isEqualTo("public-key.pem");
        }
        for (var published : Json.read(seen).findValues("HostIp")) {
            assertThat(published.asText()).isEqualTo("127.0.0.1");
        }
    }

    private static String[] concat(String first, String[] others) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    @Test
    @Order(7)
    void aVmIsRoutedToItsNodeWhereverItMoves() {
        assertThat(fabric.http("GET", VM_PORT, "/v1/vms", "no.to.ken", Map.of()).status())
                .isEqualTo(401);

        assertThat(post(
                        "/v1/vms",
                        Map.of(
                                "id",
                                "web",
                                "name",
                                "web",
                                "cluster",
                                "lab",
                                "node",
                                "node1",
                                "interface",
                                Map.of("kind", "VETH"))))
                .isEqualTo(202);
        Poll.until(
                "web to be announced",
                LIMIT,
                () -> vm().path("addresses").size() == 2
                        && vm().path("addresses").valueStream().allMatch(address -> address.path("route")
                                .path("announced")
                                .asBoolean()));
        awaitRoutes(NODE1);

        assertThat(post("/v1/vms/web/migrations", Map.of("target", "node2"))).isEqualTo(202);
        Poll.until(
                "the move to be complete",
                LIMIT,
                () -> vm().path("migration").path("phase").asText().equals("COMPLETED"));
        awaitRoutes(NODE2);
        assertThat(fabric.in("node1-router", "ip", "-4", "route", "show", "proto", "201"))
                .isBlank();
        assertThat(fabric.in("node2-router", "ip", "-4", "route", "show", "proto", "201"))
                .contains("web_net0");

        assertThat(fabric.http("DELETE", VM_PORT, "/v1/vms/web", token, Map.of())
                        .status())
                .isEqualTo(202);
        Poll.until(
                "web to be gone",
                LIMIT,
                () -> fabric.http("GET", VM_PORT, "/v1/vms/web", token, Map.of())
                                .status()
                        == 404);
        awaitRoutes(NOWHERE);
    }

    private static int post(String path, Map<String, Object> body) {
        return fabric.http("POST", VM_PORT, path, token, body).status();
    }

    private static JsonNode vm() {
        return Json.read(
                fabric.http("GET", VM_PORT, "/v1/vms/web", token, Map.of()).body());
    }

    /**
     * Until the core's kernel has, in each family, FRR's routes to these next hops and no others.
     *
     * @param nextHops by the option of iproute2 for the family; empty: no routes at all
     */
    private static void awaitRoutes(Map<String, String> nextHops) {
        for (var family : List.of("-4", "-6")) {
            var wanted = nextHops.containsKey(family) ? List.of(nextHops.get(family)) : List.of();
            Poll.until("the core's kernel to have " + wanted, LIMIT, () -> nextHopsOfCore(family)
                    .equals(wanted));
        }
    }

    private static List<String> nextHopsOfCore(String family) {
        var routes = fabric.in("core", "ip", "-json", family, "route", "show", "proto", "bgp");
        return routes.isBlank()
                ? List.of()
                : Json.read(routes)
                        .valueStream()
                        .map(route -> route.path("gateway").asText())
                        .toList();
    }

    @Test
    @Order(8)
    void prometheusSeesEveryProgramAndHasTheRules() {
        Poll.until(
                "all targets",
                LIMIT,
                () -> prometheus("targets").path("activeTargets").size() == 6
                        && prometheus("targets")
                                .path("activeTargets")
                                .valueStream()
                                .allMatch(
                                        target -> target.path("health").asText().equals("up")));
        assertThat(prometheus("rules").path("groups")).isNotEmpty();
    }

    private static JsonNode prometheus(String what) {
        return Json.read(fabric.http("GET", PROMETHEUS_PORT, "/api/v1/" + what, token, Map.of())
                        .body())
                .path("data");
    }

    @Test
    @Order(9)
    void downLeavesNothing() {
        fabric.compose("--profile", "lab", "down", "--volumes");

        assertThat(fabric.containers()).isEmpty();
        assertThat(fabric.docker("volume", "ls", "--quiet")).isEmpty();
        assertThat(fabric.docker("network", "ls", "--quiet", "--filter", "type=custom"))
                .isEmpty();

        engine.close();
        assertThat(engine.remains()).isEmpty();
        assertThat(engine.hasFolder()).isFalse();
    }
}
