package io.ipfabric.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import java.io.IOException;
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
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** @throws ApiException if it cannot be reached or refuses; the message is for a person */
    JsonNode call(String method, String path, @Nullable JsonNode body) throws InterruptedException {
        return call(method, path, body, Map.of());
    }

    /** @throws ApiException if it cannot be reached or refuses; the message is for a person */
    JsonNode call(String method, String path, @Nullable JsonNode body, Map<String, String> headers)
            throws InterruptedException {
        var text = send(method, path, body, headers).body();
        try {
            return text.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ApiException(service + " answered what is no JSON: " + e.getOriginalMessage());
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
            throw new ApiException(refusal(response));
        }
    }

    private HttpResponse<String> exchange(
            String method, String path, @Nullable JsonNode body, Map<String, String> headers)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + token.get())
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ApiException(service + " does not answer at " + base + ": is the lab up (./fabric status)?");
        }
    }

    private String refusal(HttpResponse<String> response) {
        try {
            var problem = MAPPER.readTree(response.body());
            var field = problem.path("field").asText("");
            return (field.isEmpty() ? "" : field + ": ")
                    + problem.path("detail").asText("status " + response.statusCode());
        } catch (JsonProcessingException _) {
            return service + " refused with status " + response.statusCode();
        }
    }

    /** What the person is told. */
    static final class ApiException extends RuntimeException {
        ApiException(String message) {
            super(message);
        }
    }
}
