package io.ipfabric.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RequestLabelsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TestHTTPResource
    URI service = URI.create("/");

    @Inject
    MeterRegistry meters;

    @Test
    void strangersWriteNoLabels() throws IOException {
        long before = strangers();
        for (int i = 0; i < 5; i++) {
            stranger("BREW" + i, "/strange/" + i);
            stranger("GET", "/strange/path/" + i);
        }

        await().atMost(LIMIT).untilAsserted(() -> assertThat(strangers()).isEqualTo(before + 5));
        assertThat(metrics()).doesNotContain("BREW").doesNotContain("strange");
    }

    /** Requests by methods that HTTP does not know, to paths that are not said. */
    private long strangers() {
        return meters
                .find("http.server.requests")
                .tags("method", "OTHER", "status", "401", "uri", "UNKNOWN")
                .timers()
                .stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    @Test
    void aFailureBeforeAResourceHasNoPath() {
        given().get("/v1/broken").then().statusCode(500);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(metrics())
                .containsPattern("http_server_requests_seconds_count\\{(?=[^}]*status=\"500\")[^}]*uri=\"UNKNOWN\"")
                .doesNotContain("/v1/broken"));
    }

    /** Which has no answer, and so no second look at its labels. */
    @Test
    void norDoesARequestThatBrokeOff() {
        meters.timer(
                        "http.server.requests",
                        Tags.of("method", "PULL", "uri", "/v1/pulled", "outcome", "CLIENT_ERROR", "status", "RESET"))
                .record(Duration.ofMillis(1));

        assertThat(metrics()).doesNotContain("PULL").doesNotContain("pulled").contains("status=\"RESET\"");
    }

    @Test
    void declaredPathsAreThere() {
        given().get("/v1/vms/1").then().statusCode(200);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(metrics()).contains("uri=\"/v1/vms/{id}\""));
    }

    private static String metrics() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }

    private void stranger(String method, String path) throws IOException {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            var request = method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout((int) LIMIT.toMillis());
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 401");
        }
    }
}
