package io.ipfabric.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One service's HTTP API.
 *
 * @param service its name, for messages
 * @param base where it listens
 * @param token of the person, asked for when it is needed
 */
record Api(String service, URI base, Supplier<String> token) {

    static final JsonMapper MAPPER = Json.mapper().build();

    private static final int NOT_FOUND = 404;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int PROBLEM_MAX = 16_384;

    /** Made when it is first needed: it takes longer than a help text. */
    private static final class Client {
        private static final HttpClient HTTP =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    /** @throws ApiException if it cannot be reached or refuses; the message is for a person */
    JsonNode call(String method, String path, @Nullable JsonNode body) throws InterruptedException {
        return call(method, path, body, Map.of());
    }

    /**
     * @param status of HTTP, a success
     * @param body empty object: there was none
     */
    record Answer(int status, JsonNode body) {

        boolean isAcceptedOnly() {
            return status == 202;
        }
    }

    /** @throws ApiException if it cannot be reached or refuses; the message is for a person */
    JsonNode call(String method, String path, @Nullable JsonNode body, Map<String, String> headers)
            throws InterruptedException {
        return answer(method, path, body, headers).body();
    }

    /** @throws ApiException if it cannot be reached or refuses; the message is for a person */
    Answer answer(String method, String path, @Nullable JsonNode body, Map<String, String> headers)
            throws InterruptedException {
        var response = send(method, path, body, headers);
        var text = response.body();
        try {
            return new Answer(
                    response.statusCode(), text.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new ApiException(
                    ExitStatus.REFUSED, service + " answered what is no JSON: " + e.getOriginalMessage());
        }
    }

    /**
     * A stream, as it comes: only its beginning is waited for with a limit. Close it.
     *
     * @return empty: there is nothing more to follow (204)
     */
    Optional<InputStream> stream(String path, Map<String, String> headers) throws InterruptedException {
        try {
            var response =
                    Client.HTTP.send(request(path, headers).timeout(LIMIT).GET().build(), BodyHandlers.ofInputStream());
            if (response.statusCode() == 204) {
                return Optional.empty();
            }
            if (response.statusCode() >= 400) {
                try (var body = response.body()) {
                    throw refusal(
                            response.statusCode(), new String(body.readNBytes(PROBLEM_MAX), StandardCharsets.UTF_8));
                }
            }
            return Optional.of(response.body());
        } catch (IOException e) {
            throw unreachable();
        }
    }

    /** The answer as it is. */
    String text(String path) throws InterruptedException {
        return send("GET", path, null, Map.of()).body();
    }

    /** @return false where the service says that there is no such resource */
    boolean exists(String path) throws InterruptedException {
        var response = exchange("GET", path, null, Map.of());
        if (response.statusCode() == NOT_FOUND) {
            return false;
        }
        requireGranted(response);
        return true;
    }

    /** Absent values are left out. */
    static String query(Map<String, String> parameters) {
        var query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    /** As one segment of a path. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> send(String method, String path, @Nullable JsonNode body, Map<String, String> headers)
            throws InterruptedException {
        var response = exchange(method, path, body, headers);
        requireGranted(response);
        return response;
    }

    private void requireGranted(HttpResponse<String> response) {
        if (response.statusCode() >= 400) {
            throw refusal(response.statusCode(), response.body());
        }
    }

    private HttpResponse<String> exchange(
            String method, String path, @Nullable JsonNode body, Map<String, String> headers)
            throws InterruptedException {
        var request = request(path, headers)
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        try {
            return Client.HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw unreachable();
        }
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(base.resolve(path)).header("authorization", "Bearer " + token.get());
        headers.forEach(request::header);
        return request;
    }

    private ApiException unreachable() {
        return new ApiException(
                ExitStatus.UNREACHABLE,
                service + " does not answer at " + base
                        + ": is the lab up (./fabric status)? If it listens elsewhere, set "
                        + Services.variable(service));
    }

    private ApiException refusal(int status, String body) {
        return new ApiException(ExitStatus.ofRefusal(status), reason(status, body) + advice(status));
    }

    private String reason(int status, String body) {
        try {
            var problem = MAPPER.readTree(body);
            var field = problem.path("field").asText("");
            return (field.isEmpty() ? "" : field + ": ")
                    + problem.path("detail").asText("status " + status);
        } catch (JsonProcessingException _) {
            return service + " refused with status " + status;
        }
    }

    private static String advice(int status) {
        return switch (status) {
            case 401 -> " (use another token: --token-file, FABRIC_TOKEN or FABRIC_TOKEN_FILE)";
            case 403 -> " (a token of a higher role may: ./fabric token --role operator, or admin)";
            default -> "";
        };
    }

    /** What the person is told. */
    static final class ApiException extends RuntimeException {

        private final int exitStatus;

        /** @param exitStatus one of {@link ExitStatus} */
        ApiException(int exitStatus, String message) {
            super(message);
            this.exitStatus = exitStatus;
        }

        int exitStatus() {
            return exitStatus;
        }
    }
}
