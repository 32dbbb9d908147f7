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
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** In a service that logs as little as it may, and keeps the audit log as {@code docs/credentials.md} says. */
@QuarkusTest
@TestProfile(AuditLogTest.Quiet.class)
class AuditLogTest {

    private static final Path KEPT = Path.of("target", "kept-audit.log");

    private final Logger category = Logger.getLogger("io.ipfabric.audit");
    private final Logger strangersCategory = Logger.getLogger("io.ipfabric.strangers");
    private final Lines lines = new Lines();
    private final Lines strangers = new Lines();

    /** The settings of this service. */
    public static final class Quiet implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.log.level",
                    "WARN",
                    "fabric.log.format",
                    "json",
                    "quarkus.log.category.\"io.ipfabric.strangers\".level",
                    "INFO",
                    "quarkus.log.handler.file.audit.enabled",
                    "true",
                    "quarkus.log.handler.file.audit.path",
                    KEPT.toString(),
                    "quarkus.log.handler.file.audit.format",
                    "%m%n",
                    "quarkus.log.handler.file.audit.rotation.rotate-on-boot",
                    "false",
                    "quarkus.log.handler.file.audit.rotation.file-suffix",
                    ".yyyy-MM-dd",
                    "quarkus.log.handler.file.audit.rotation.max-file-size",
                    "1T",
                    "quarkus.log.category.\"io.ipfabric.audit\".handlers",
                    "audit");
        }
    }

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
        strangersCategory.addHandler(strangers);
    }

    @AfterEach
    void listenNoMore() {
        category.removeHandler(lines);
        strangersCategory.removeHandler(strangers);
    }

    @Test
    void aWriteSaysWhoAskedForWhat() throws JsonProcessingException {
        var token = TestTokens.of(Role.OPERATOR);
        post(token, "job-1", "/v1/vms?secret=hidden", 400);

        var line = line("job-1");

        assertThat(line.path("subject").asText()).isEqualTo("ada");
        assertThat(line.path("role").asText()).isEqualTo("operator");
        assertThat(line.path("method").asText()).isEqualTo("POST");
        assertThat(line.path("path").asText()).isEqualTo("/v1/vms");
        assertThat(line.path("status").asInt()).isEqualTo(400);
        assertThat(Instant.parse(line.path("time").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(line.path("trace").asText()).matches("[0-9a-f]{32}");
        assertThat(line.size()).isEqualTo(8);
    }

    @Test
    void refusedOnesAreThereToo() throws JsonProcessingException {
        post(TestTokens.of(Role.VIEWER), "job-2", "/v1/vms", 403);

        assertThat(line("job-2").path("status").asInt()).isEqualTo(403);
        assertThat(line("job-2").path("role").asText()).isEqualTo("viewer");
    }

    @Test
    void strangersDoNotFillWhatIsKept() throws IOException {
        post("x.y.z", "job-3", "/v1/vms", 401);
        var line = line(strangers, "job-3");
        post(TestTokens.of(Role.OPERATOR), "job-8", "/v1/vms", 200);
        line("job-8");

        assertThat(line.path("status").asInt()).isEqualTo(401);
        assertThat(line.has("subject")).isFalse();
        assertThat(lines.texts).noneMatch(text -> text.contains("job-3"));
        assertThat(Files.readString(KEPT)).contains("job-8").doesNotContain("job-3");
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
        return line(lines, id);
    }

    private static JsonNode line(Lines lines, String id) throws JsonProcessingException {
        await().until(() -> lines.texts.stream().anyMatch(text -> text.contains(id)));
        var found = lines.texts.stream().filter(text -> text.contains(id)).toList();
        assertThat(found).hasSize(1).noneMatch(text -> text.contains("a secret"));
        return new ObjectMapper().readTree(found.getFirst());
    }
}
