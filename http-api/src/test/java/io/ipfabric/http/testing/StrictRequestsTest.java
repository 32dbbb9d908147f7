package io.ipfabric.http.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.credentials.Role;
import io.quarkus.test.common.http.TestHTTPResource;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every service refuses alike, with a problem that names field and reason. Each service that takes bodies has a test that is this one, for one of its
 * writes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StrictRequestsTest {

    private static final int BODY_MAX = 256 * 1024;
    private static final String JSON = "application/json";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource
    URI service = URI.create("/");

    /** A path that takes bodies by POST. */
    protected abstract String path();

    /** One that can be read. */
    protected String readable() {
        return path();
    }

    /** Its first field is a text that has a rule; together they need not make sense. */
    protected abstract String body();

    /**
     * One request that is wrong.
     *
     * @param body made of one that is right
     * @param field that the problem names; absent: none
     * @param detail a part of the reason
     */
    record Wrong(
            String name,
            Function<String, byte[]> body,
            int status,
            String type,
            @Nullable String field,
            String detail) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Wrong wrong(
            String name, Function<String, String> body, String type, @Nullable String field, String detail) {
        return new Wrong(name, right -> body.apply(right).getBytes(StandardCharsets.UTF_8), 400, type, field, detail);
    }

    Stream<Wrong> bodies() {
        var first = firstField();
        return Stream.of(
                wrong(
                        "an unknown field",
                        right -> with(right, "\"misspelt\": 1"),
                        "invalid-field",
                        "misspelt",
                        "known"),
                wrong(
                        "a field twice",
                        right -> with(right, '"' + first + "\": \"x\""),
                        "unreadable",
                        null,
                        "Duplicate"),
                wrong("a number for a text", _ -> "{\"" + first + "\": 17}", "invalid-field", first, "must be"),
                wrong("a list for a text", _ -> "{\"" + first + "\": [\"x\"]}", "invalid-field", first, "must be"),
                wrong("an object for a text", _ -> "{\"" + first + "\": {}}", "invalid-field", first, ""),
                wrong("a list for the whole", right -> '[' + right + ']', "invalid-field", null, "must be an object"),
                wrong("a text for the whole", _ -> "\"x\"", "invalid-field", null, ""),
                wrong("null for the whole", _ -> "null", "unreadable", null, ""),
                wrong("nothing", _ -> "", "unreadable", null, ""),
                wrong("something behind the end", right -> right + "}", "unreadable", null, ""),
                wrong("two bodies", right -> right + right, "unreadable", null, "after the end"),
                wrong("half a body", right -> right.substring(0, right.length() - 1), "unreadable", null, ""),
                wrong("no JSON", _ -> "name=x", "unreadable", null, "is not JSON"),
                wrong("lists in lists", _ -> "[".repeat(200), "invalid-field", null, "must be an object"),
                wrong("a name too long", _ -> "{\"" + "n".repeat(100_000) + "\": 1}", "unreadable", null, "too long"),
                new Wrong("broken UTF-8", StrictRequestsTest::broken, 400, "unreadable", null, ""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyThatIsWrong(Wrong wrong) throws Exception {
        var answer = send(post(path(), BodyPublishers.ofByteArray(wrong.body().apply(body())))
                .header("Content-Type", JSON));
        assertProblem(answer, wrong.status(), wrong.type(), wrong.field(), wrong.detail());
    }

    record WrongRequest(
            String name, Function<StrictRequestsTest, HttpRequest.Builder> request, int status, String type) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<WrongRequest> requests() {
        return Stream.of(
                new WrongRequest(
                        "a media type that is not JSON",
                        test -> test.right().header("Content-Type", "text/plain"),
                        415,
                        "unsupported-media-type"),
                new WrongRequest(
                        "a form",
                        test -> test.right().header("Content-Type", "application/x-www-form-urlencoded"),
                        415,
                        "unsupported-media-type"),
                new WrongRequest("no media type", StrictRequestsTest::right, 415, "unsupported-media-type"),
                new WrongRequest(
                        "a representation that there is not",
                        test -> test.get(test.readable()).header("Accept", "text/html"),
                        406,
                        "not-acceptable"),
                new WrongRequest(
                        "a method that there is not",
                        test -> test.post(test.path(), BodyPublishers.noBody())
                                .method("PATCH", BodyPublishers.noBody()),
                        405,
                        "method-not-allowed"),
                new WrongRequest("a path that there is not", test -> test.get("/v1/nothing"), 404, "not-found"),
                new WrongRequest(
                        "too large, as announced",
                        test -> test.post(test.path(), BodyPublishers.ofByteArray(new byte[BODY_MAX + 1]))
                                .header("Content-Type", JSON),
                        413,
                        "body-too-large"),
                new WrongRequest(
                        "too large, in chunks",
                        test -> test.post(
                                        test.path(),
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(new byte[2 * BODY_MAX])))
                                .header("Content-Type", JSON),
                        413,
                        "body-too-large"),
                new WrongRequest(
                        "a query parameter that is not known",
                        test -> test.get(test.readable() + "?misspelt=1"),
                        400,
                        "invalid-field"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestThatIsWrong(WrongRequest wrong) throws Exception {
        assertProblem(send(wrong.request().apply(this)), wrong.status(), wrong.type(), null, "");
    }

    private static void assertProblem(
            HttpResponse<String> answer, int status, String type, @Nullable String field, String detail)
            throws JsonProcessingException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("type").asText()).isEqualTo("urn:ip-fabric:problem:" + type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotBlank().contains(detail);
        if (field != null) {
            assertThat(problem.path("field").asText()).isEqualTo(field);
        }
    }

    private HttpRequest.Builder right() {
        return post(path(), BodyPublishers.ofString(body()));
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create(service.getScheme() + "://" + service.getAuthority() + path))
                .header("Authorization", "Bearer " + TestTokens.of(Role.ADMIN));
    }

    private HttpRequest.Builder post(String path, BodyPublisher body) {
        return get(path).POST(body);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String firstField() {
        try {
            return new ObjectMapper().readTree(body()).fieldNames().next();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the sample is no JSON", e);
        }
    }

    private static String with(String right, String field) {
        return right.strip().replaceFirst("}$", ", " + field + "}");
    }

    /** A byte that begins no character. */
    private static byte[] broken(String right) {
        var bytes = right.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == ':') {
                // The first letter of the first field's text.
                bytes[right.indexOf('"', i) + 1] = (byte) 0xFF;
                return bytes;
            }
        }
        throw new IllegalStateException("the sample has no field");
    }
}
