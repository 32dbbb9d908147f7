package io.ipfabric.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.credentials.Role;
import io.ipfabric.http.testing.TestTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class BodyLimitTest {

    private static final int LIMIT = 256 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/v1/vms")
    URI echo = URI.create("/v1/vms");

    @Test
    void a_body_of_the_limit_is_taken() throws Exception {
        assertThat(post(BodyPublishers.ofString(body(LIMIT))).statusCode()).isEqualTo(200);
    }

    @Test
    void a_larger_body_is_refused_with_a_problem() throws Exception {
        var answer = post(BodyPublishers.ofString(body(LIMIT + 1)));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("content-type")).contains(ProblemDocument.MEDIA_TYPE);
        assertThat(new ObjectMapper().readTree(answer.body()).path("type").asText())
                .isEqualTo("urn:ip-fabric:problem:body-too-large");
    }

    @Test
    void a_larger_body_of_unknown_length_is_refused_with_a_problem() throws Exception {
        var bytes = body(LIMIT * 2).getBytes(StandardCharsets.UTF_8);
        var answer = post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("content-type")).contains(ProblemDocument.MEDIA_TYPE);
    }

    @Test
    void who_asks_first_is_told_to_go_on() throws Exception {
        var bytes = body(1024).getBytes(StandardCharsets.UTF_8);
        var answer = send(request(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .expectContinue(true));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void a_body_of_the_limit_and_of_unknown_length_is_taken() throws Exception {
        var bytes = body(LIMIT).getBytes(StandardCharsets.UTF_8);
        var answer = post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .hasSize(new ObjectMapper().readTree(bytes).toString().length());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, multipart/form-data; boundary=b",
        "GET, application/x-www-form-urlencoded",
        "POST, Multipart/Form-Data; boundary=b",
        "DELETE, application/x-www-form-urlencoded"
    })
    void a_form_is_refused_before_it_is_read(String method, String type) throws Exception {
        var bytes = "--b--".getBytes(StandardCharsets.UTF_8);
        var answer = send(request(BodyPublishers.noBody())
                .setHeader("content-type", type)
                .header("idempotency-key", "form")
                .method(method, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
        assertThat(answer.body()).contains("Content-Type");
    }

    private HttpResponse<String> post(BodyPublisher body) throws IOException, InterruptedException {
        return send(request(body));
    }

    private HttpRequest.Builder request(BodyPublisher body) {
        return HttpRequest.newBuilder(echo)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + TestTokens.of(Role.OPERATOR))
                .POST(body);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static String body(int length) {
        var frame = "{\"text\": \"\"}";
        return frame.replace("\"\"", '"' + "t".repeat(length - frame.length()) + '"');
    }
}
