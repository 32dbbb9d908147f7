package io.ipfabric.lab.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.lab.process.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A service of the lab over HTTP, spoken to as an admin.
 *
 * @param url without a path, e.g. {@code http://127.0.0.1:8080}
 */
public record HttpApi(String url) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(2);

    /** An answer, whatever it says. */
    public record Answer(int status, String body) {

        public boolean succeeded() {
            return status / 100 == 2;
        }

        public JsonNode json() {
            return Json.read(body);
        }

        /** @throws IllegalStateException with the service's words unless it succeeded */
        public Answer orThrow(String what) {
            if (!succeeded()) {
                throw new IllegalStateException(what + ": " + status + " " + body);
            }
            return this;
        }
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    public Answer post(String path, Object body) {
        return send(posting(path, body).build());
    }

    /**
     * Makes a resource that is not there yet; one that is there is left as it is.
     *
     * @param body has its {@code name}
     * @param created gets the name if it was not there
     */
    void ensure(String collection, Map<String, Object> body, Collection<String> created) {
        var name = String.valueOf(body.get("name"));
        var found = get(collection + "/" + name);
        if (found.status() == 404) {
            post(collection, body).orThrow("cannot create " + collection + "/" + name);
            created.add(name);
        } else {
            found.orThrow("cannot look for " + collection + "/" + name);
        }
    }

    /** What keeps the service from being ready; empty: nothing. */
    public Optional<String> unready() {
        var request = HttpRequest.newBuilder(URI.create(url + "/q/health/ready"))
                .timeout(HEALTH_LIMIT)
                .build();
        try {
            var response = CLIENT.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.empty() : Optional.of(failedChecks(response.body()));
        } catch (IOException e) {
            return Optional.of("does not answer");
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String failedChecks(String body) {
        var failed = new StringBuilder("not ready:");
        for (var check : Json.read(body).path("checks")) {
            if (!check.path("status").asText().equals("UP")) {
                failed.append(' ').append(check.path("name").asText()).append(check.path("data"));
            }
        }
        return failed.toString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + LabToken.current());
    }

    private HttpRequest.Builder posting(String path, Object body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
    }

    private static Answer send(HttpRequest request) {
        try {
            var response = CLIENT.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
