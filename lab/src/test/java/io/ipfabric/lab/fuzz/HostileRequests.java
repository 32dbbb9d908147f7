package io.ipfabric.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.lab.process.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Requests to one service, about the operations that its OpenAPI document names. Resources that are there are named only where nothing can happen to
 * them: what is to be changed or removed has a name that nobody uses.
 */
public final class HostileRequests {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String NOBODY = "fuzz-nobody";

    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/json; charset=utf-16",
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "*/*",
            "json",
            ";");

    private static final List<String> ACCEPTS = List.of(
            "application/json", "text/html", "application/xml", "*/*;q=0", "text/event-stream;q=x", ";", "a/b/c");

    private static final List<String> HEADERS = List.of(
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Prefer",
            "Last-Event-ID",
            "X-Request-Id",
            "traceparent",
            "Accept-Encoding",
            "Range",
            "X-HTTP-Method-Override");

    private static final List<String> PARAMETERS =
            List.of("limit", "cursor", "cluster", "node", "state", "vm", "from", "to", "flavor", "colour");

    /** What would be understood, by the last fixed word of the path. */
    private static final Map<String, JsonNode> TEMPLATES = Map.of(
            "vms",
            json("""
                    {"id": "fuzz-vm", "name": "fuzz", "cluster": "lab", "node": "node1", "families": ["ipv4", "ipv6"],
                     "addresses": [], "labels": {"a": "b"}, "interface": {"kind": "TAP", "mac": "02:00:00:00:00:77"}}"""),
            "migrations",
            json("""
                    {"target": "node2", "cutover": "STRICT", "strictTimeout": "HOLD"}"""),
            "force",
            json("""
                    {"reason": "a fuzzer says so"}"""),
            "pools",
            json("""
                    {"name": "z-fuzz-pool", "cluster": "lab", "prefix": "203.0.113.0/24", "reserved": ["203.0.113.1"], "cooldown": "PT1M"}"""),
            "allocations",
            json("""
                    {"owner": "fuzz", "address": "203.0.113.7"}"""),
            "clusters",
            json("""
                    {"name": "fuzz-cluster", "asn": 64512, "gateways": {"ipv4": "10.9.0.1", "ipv6": "fe80::9"}, "cutover": "SEAMLESS"}"""),
            "reflectors",
            json("""
                    {"name": "fuzz-rr", "address": "192.0.2.77", "families": ["ipv4"], "daemon": "FRR"}"""),
            "core-gateways",
            json("""
                    {"name": "fuzz-core", "address": "192.0.2.78", "flavor": "JUNOS", "asn": 64512}"""),
            "nodes",
            json("""
                    {"name": "fuzz-node", "address": "192.0.2.79", "daemon": "FRR"}"""));

    private final String service;
    private final List<Operation> operations;
    private final Seed seed;
    private final String token;

    private record Operation(String method, String path) {}

    /** @param openApi the service's own document */
    public HostileRequests(String service, JsonNode openApi, Seed seed, String token) {
        this.service = service;
        this.seed = seed;
        this.token = token;
        var found = new ArrayList<Operation>();
        openApi.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .map(method -> method.getKey().toUpperCase(Locale.ROOT))
                // A stream goes on for as long as one listens.
                .filter(_ -> !path.getKey().endsWith("/events"))
                .filter(method ->
                        List.of("GET", "PUT", "POST", "PATCH", "DELETE").contains(method))
                .forEach(method -> found.add(new Operation(method, path.getKey()))));
        operations = List.copyOf(found);
    }

    /** The request of that number: always the same one. */
    public HttpRequest request(int number) {
        var random = seed.of(number);
        var operation = Seed.oneOf(random, operations);
        var request = HttpRequest.newBuilder(URI.create(service + path(operation, random) + query(random)))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .header(
                        "Content-Type",
                        Seed.chance(random, 85) ? "application/json" : Seed.oneOf(random, CONTENT_TYPES))
                .header("Accept", Seed.chance(random, 90) ? "*/*" : Seed.oneOf(random, ACCEPTS));
        if (Seed.chance(random, 20)) {
            request.header(Seed.oneOf(random, HEADERS), headerValue(HostileText.any(random)));
        }
        var body = operation.method().equals("GET")
                ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(body(operation, random));
        return request.method(operation.method(), body).build();
    }

    private static byte[] body(Operation operation, RandomGenerator random) {
        var words = List.of(operation.path().split("/", -1)).reversed();
        var template =
                words.stream().filter(word -> !word.startsWith("{")).findFirst().map(TEMPLATES::get);
        return HostileJson.of(template.orElseGet(() -> json("{\"reason\": \"x\"}")), random);
    }

    private static String path(Operation operation, RandomGenerator random) {
        return VARIABLE.matcher(operation.path())
                .replaceAll(variable -> Seed.chance(random, 50) ? NOBODY : encoded(random));
    }

    private static String query(RandomGenerator random) {
        if (Seed.chance(random, 70)) {
            return "";
        }
        return "?" + Seed.oneOf(random, PARAMETERS) + "=" + encoded(random);
    }

    /** Most of it as a client would write it. */
    private static String encoded(RandomGenerator random) {
        var text = HostileText.any(random);
        return URLEncoder.encode(text.isEmpty() ? "%" : text, StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    /** What a client library lets through. */
    private static String headerValue(String text) {
        return text.chars()
                .filter(c -> c >= ' ' && c < 0x7f)
                .limit(2_000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static JsonNode json(String text) {
        return Json.read(text);
    }
}
