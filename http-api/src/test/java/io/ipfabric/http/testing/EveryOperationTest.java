package io.ipfabric.http.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.credentials.Role;
import io.quarkus.test.common.http.TestHTTPResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Walks a service's own OpenAPI document, so that no endpoint can be forgotten: whatever it names is closed to strangers and to roles that are not enough,
 * and open to the role that it names. Each service has a test that is this one.
 */
public abstract class EveryOperationTest {

    private static final String PROBLEM = "urn:ip-fabric:problem:";
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");
    private static final List<String> WRONG_CREDENTIALS = List.of("", "Bearer", "Bearer x.y.z", "Basic YWRhOmFkYQ==");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource
    URI service = URI.create("/");

    @Test
    void everyOperationSaysItsRole() throws Exception {
        assertThat(operations()).allSatisfy(operation -> {
            assertThat(operation.needed()).as("the role of %s", operation).isPresent();
            assertThat(operation.schemes()).as("the scheme of %s", operation).containsExactly("bearer");
        });
    }

    @Test
    void withoutATokenThereIsNoAnswer() throws Exception {
        for (var operation : operations()) {
            refused(401, "not-authenticated", operation, null);
            for (var wrong : WRONG_CREDENTIALS) {
                refused(401, "not-authenticated", operation, wrong);
            }
        }
    }

    /** Also by methods that the document does not name, and on paths that are not there. */
    @Test
    void aStrangerLearnsOfNoPath() throws Exception {
        var paths = new ArrayList<>(operations().stream().map(Operation::path).toList());
        paths.addAll(List.of(
                "/",
                "/v1",
                "/v1/nothing",
                "/q",
                "/q/dev",
                "/q/openapi/x",
                "/q/swagger-ui/../../v1/nothing",
                "/q/swagger-ui/x/y",
                "/q/health/../../v1/nothing",
                "/q/arc/beans"));
        for (var path : paths) {
            for (var method : METHODS) {
                assertThat(ask(method, path, null).statusCode())
                        .as(method + " " + path)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void aRoleThatIsNotEnoughIsRefused() throws Exception {
        for (var operation : operations()) {
            var needed = operation.needed().orElseThrow();
            refused(403, "not-allowed", operation, bearer(null));
            for (var role : Role.values()) {
                if (!role.covers(needed)) {
                    refused(403, "not-allowed", operation, bearer(role));
                }
            }
        }
    }

    @Test
    void theRoleThatIsSaidIsEnough() throws Exception {
        for (var operation : operations()) {
            var answer = ask(
                    operation.method(),
                    operation.path(),
                    bearer(operation.needed().orElseThrow()));

            assertThat(answer.statusCode()).as(operation + ": " + answer.body()).isNotIn(401, 403);
        }
    }

    @Test
    void healthMetricsAndTheDescriptionAreOpen() throws Exception {
        for (var path : List.of(
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/metrics",
                "/q/openapi",
                "/q/swagger-ui/",
                "/q/swagger-ui/swagger-ui-bundle.js")) {
            // Where a service has them; whether it is well does not matter.
            assertThat(ask("GET", path, null).statusCode()).as(path).isIn(openAnswers());
        }
    }

    /** What an open path may answer. */
    protected List<Integer> openAnswers() {
        return List.of(200, 503);
    }

    private List<Operation> operations() throws IOException, InterruptedException {
        var operations = Operation.of(ask("GET", "/q/openapi?format=json", null).body());
        assertThat(operations).as("the document names operations").isNotEmpty();
        return operations;
    }

    private void refused(int status, String type, Operation operation, @Nullable String authorization)
            throws IOException, InterruptedException {
        var answer = ask(operation.method(), operation.path(), authorization);

        assertThat(answer.statusCode()).as(operation + " with " + authorization).isEqualTo(status);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("type").asText()).isEqualTo(PROBLEM + type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    private static String bearer(@Nullable Role role) {
        return "Bearer " + TestTokens.of(role);
    }

    private HttpResponse<String> ask(String method, String path, @Nullable String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(root() + path))
                .header("Content-Type", "application/json")
                .method(method, method.startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String root() {
        return service.getScheme() + "://" + service.getAuthority();
    }
}
