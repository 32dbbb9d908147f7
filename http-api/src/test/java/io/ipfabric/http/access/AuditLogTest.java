package io.ipfabric.http.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.Terms;
import io.ipfabric.http.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditLogTest {

    private final Logger category = Logger.getLogger("io.ipfabric.audit");
    private final Lines lines = new Lines();

    private static final class Lines extends Handler {

        private final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            texts.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        category.addHandler(lines);
    }

    @AfterEach
    void listenNoMore() {
        category.removeHandler(lines);
    }

    @Test
    void aWriteSaysWhoAskedForWhat() throws JsonProcessingException {
        var token = TestTokens.of(Role.OPERATOR);
        post(token, "job-1", "/v1/vms?secret=hidden", 200);

        var line = line("job-1");

        assertThat(line.path("subject").asText()).isEqualTo("ada");
        assertThat(line.path("role").asText()).isEqualTo("operator");
        assertThat(line.path("method").asText()).isEqualTo("POST");
        assertThat(line.path("path").asText()).isEqualTo("/v1/vms");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(Instant.parse(line.path("time").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(line.size()).isEqualTo(7);
    }

    @Test
    void refusedOnesAreThereToo() throws JsonProcessingException {
        post(TestTokens.of(Role.VIEWER), "job-2", "/v1/vms", 403);
        post("x.y.z", "job-3", "/v1/vms", 401);

        assertThat(line("job-2").path("status").asInt()).isEqualTo(403);
        assertThat(line("job-2").path("role").asText()).isEqualTo("viewer");
        assertThat(line("job-3").path("status").asInt()).isEqualTo(401);
        assertThat(line("job-3").has("subject")).isFalse();
    }

    @Test
    void whatIsReadIsNot() throws JsonProcessingException {
        given().header("X-Request-Id", "job-4").get("/v1/vms/1").then().statusCode(200);
        post(TestTokens.of(Role.OPERATOR), "job-5", "/v1/vms", 200);

        line("job-5");
        assertThat(lines.texts).noneMatch(text -> text.contains("job-4"));
    }

    @Test
    void nothingForgesALineOrShowsASecret() throws JsonProcessingException {
        var subject = "eve\"}{ %s ${jndi:x} \u00e9";
        var token = TestTokens.key()
                .sign(Terms.OWN, new Caller(subject, Role.OPERATOR), Instant.now(), TestTokens.LIFETIME);
        post(token, "job-6", "/v1/vms/a%0a%22%7d/force", 403);

        var line = line("job-6");

        assertThat(line.path("subject").asText()).isEqualTo(subject);
        var text = lines.texts.stream()
                .filter(one -> one.contains("job-6"))
                .findFirst()
                .orElseThrow();
        assertThat(text).matches("[\\x20-\\x7e]+").doesNotContain(token).doesNotContain(token.split("\\.", -1)[2]);
    }

    @Test
    void aLongPathIsCut() throws JsonProcessingException {
        post(TestTokens.of(Role.ADMIN), "job-7", "/v1/" + "x".repeat(2000), 404);

        assertThat(line("job-7").path("path").asText()).hasSize(300);
    }

    private static void post(String token, String id, String path, int status) {
        given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + token)
                .header("X-Request-Id", id)
                .contentType(ContentType.JSON)
                .body(Map.of("text", "a secret"))
                .post(path)
                .then()
                .statusCode(status);
    }

    /** The line is written when the answer is out, which the client may have before it. */
    private JsonNode line(String id) throws JsonProcessingException {
        await().until(() -> lines.texts.stream().anyMatch(text -> text.contains(id)));
        var found = lines.texts.stream().filter(text -> text.contains(id)).toList();
        assertThat(found).hasSize(1).noneMatch(text -> text.contains("a secret"));
        return new ObjectMapper().readTree(found.getFirst());
    }
}
