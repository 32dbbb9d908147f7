package io.ipfabric.http.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.KeyPairFiles;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.SigningKey;
import io.ipfabric.credentials.Terms;
import io.ipfabric.http.testing.TestTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of tokens are tested where they are ({@code TokenVerifierTest}); here, that what they refuse gets nowhere. */
@QuarkusTest
class TokenGateTest {

    private static final Caller ADMIN = new Caller(TestTokens.SUBJECT, Role.ADMIN);

    private static final int DRIBBLE_MILLIS = 100;
    private static final int DRIBBLE_LIMIT_MILLIS = 20_000;

    @TestHTTPResource
    URI service = URI.create("/");

    @Test
    void theCallerIsWhomTheTokenNames() {
        as(TestTokens.of(Role.VIEWER)).get("/v1/vms/1").then().statusCode(200).body("text", equalTo("ada"));
    }

    @Test
    void theSchemeIsOfAnyCase() {
        given().header("Authorization", "bearer " + TestTokens.of(Role.VIEWER))
                .get("/v1/vms/1")
                .then()
                .statusCode(200);
    }

    @Test
    void anExpiredTokenIsRefused() {
        refused(signed(Terms.OWN, Instant.now().minus(Duration.ofHours(2))), "expired");
    }

    @Test
    void anotherIssuersTokenIsRefused() {
        refused(signed(new Terms("https://issuer.example", Terms.AUDIENCE), Instant.now()), "issuer");
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        refused(signed(new Terms(Terms.OWN.issuer(), "printers"), Instant.now()), "audience");
    }

    @Test
    void anotherKeysTokenIsRefused(@TempDir Path directory) {
        var other = new KeyPairFiles(directory);
        other.ensure();

        refused(SigningKey.read(other.signingKey()).sign(Terms.OWN, ADMIN, Instant.now(), TestTokens.LIFETIME), "key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"HS256\"}", "{\"alg\":\"RS256\"}", "{}"})
    void theAlgorithmIsNotTheTokensChoice(String header) {
        var parts = TestTokens.of(Role.ADMIN).split("\\.", -1);
        var encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));

        refused(encoded + "." + parts[1] + "." + parts[2], "token");
        refused(encoded + "." + parts[1] + ".", "token");
    }

    /** Of two, which one would be meant? */
    @Test
    void twoTokensAreNone() {
        given().header("Authorization", "Bearer " + TestTokens.of(Role.ADMIN), "Bearer " + TestTokens.of(Role.VIEWER))
                .get("/v1/vms/1")
                .then()
                .statusCode(401);
    }

    @Test
    void anEndpointWithoutARuleIsNobodys() {
        as(TestTokens.of(Role.ADMIN))
                .post("/v2/forgotten")
                .then()
                .statusCode(403)
                .body("detail", containsString("POST /v2/forgotten is open to no role"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/vms/1/%66orce",
                "/v1/vms/1//force",
                "/v1/vms/./1/force",
                "/v1/vms/1/force/",
                "/v1/vms/1/force;x=1",
                "/v1/vms/1;x/force",
                "//v1/vms/1/force",
                "/q/health/../../v1/vms/1/force"
            })
    void noSpellingLeadsAroundARule(String path) throws IOException {
        var answer = raw("POST " + path, TestTokens.of(Role.OPERATOR));

        assertThat(answer).as(path).doesNotContain("200 OK").containsAnyOf(" 403 ", " 404 ", " 405 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health/../../v1/vms/1",
                "/q/../v1/vms/1",
                "/q/openapi/../../v1/vms/1",
                "/q/metrics%2f..%2f..%2fv1/vms/1"
            })
    void nothingLeadsThroughWhatIsOpen(String path) throws IOException {
        assertThat(raw("GET " + path, "x")).as(path).contains(" 401 ");
    }

    /** What a stranger sends is not kept, and does not pass for another request. */
    @Test
    void aStrangersBodyIsReadByNobody() throws IOException {
        var inner =
                "GET /v1/vms/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestTokens.of(Role.VIEWER) + "\r\n\r\n";
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            var request = "POST /v1/vms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                    + inner.length() + "\r\n\r\n" + inner;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answers).startsWith("HTTP/1.1 401").doesNotContain("HTTP/1.1 200");
        }
    }

    /** The connection is not theirs for as long as they like. */
    @Test
    void aStrangerWhoseBodyDribblesIsNotHeardOut() throws Exception {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            var head = "POST /v1/vms HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            var dribbling = Thread.startVirtualThread(() -> dribble(out));
            socket.setSoTimeout(DRIBBLE_LIMIT_MILLIS);

            var answer = readUntilClosed(socket.getInputStream());

            assertThat(answer).startsWith("HTTP/1.1 401");
            assertThat(dribbling.join(Duration.ofMillis(DRIBBLE_LIMIT_MILLIS))).isTrue();
        }
    }

    private static void dribble(OutputStream out) {
        try {
            for (int i = 0; i < 10 * DRIBBLE_LIMIT_MILLIS; i += DRIBBLE_MILLIS) {
                Thread.sleep(DRIBBLE_MILLIS);
                out.write('x');
            }
        } catch (IOException | InterruptedException _) {
            // The service has closed.
        }
    }

    /** What it gets after its last word may make of the end a reset. */
    private static String readUntilClosed(InputStream in) throws IOException {
        var text = new StringBuilder();
        try {
            for (int character = in.read(); character >= 0; character = in.read()) {
                text.append((char) character);
            }
        } catch (SocketException _) {
            return text.toString();
        }
        return text.toString();
    }

    /** Of many requests on one connection a refused one ends no other. */
    @Test
    void aStrangerOnAConnectionOfHttp2DisturbsNobody() throws Exception {
        var known = HttpRequest.newBuilder(URI.create(root() + "/v1/vms/1"))
                .header("Authorization", "Bearer " + TestTokens.of(Role.VIEWER))
                .build();
        var stranger = HttpRequest.newBuilder(URI.create(root() + "/v1/vms"))
                .POST(BodyPublishers.ofString("t".repeat(100 * 1024)))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            // The first one makes the connection, by an upgrade.
            client.send(known, BodyHandlers.discarding());
            for (int i = 0; i < 5; i++) {
                var answers = Stream.of(known, stranger, known, stranger)
                        .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
                        .toList();

                for (var answer : answers) {
                    assertThat(answer.get(10, TimeUnit.SECONDS).version()).isEqualTo(HttpClient.Version.HTTP_2);
                }
                assertThat(answers.stream().map(answer -> answer.join().statusCode()))
                        .containsExactly(200, 401, 200, 401);
            }
        }
    }

    @Test
    void theAnswerNamesTheRequest() {
        as(TestTokens.of(Role.VIEWER))
                .header("X-Request-Id", "job-7.1")
                .get("/v1/vms/1")
                .then()
                .header("X-Request-Id", "job-7.1");
        as("x").header("X-Request-Id", "no id {}")
                .get("/v1/vms/1")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
    }

    private String root() {
        return service.getScheme() + "://" + service.getAuthority();
    }

    private static RequestSpecification as(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("text", "x"))
                .header("Authorization", "Bearer " + token);
    }

    private static String signed(Terms terms, Instant at) {
        return TestTokens.key().sign(terms, ADMIN, at, TestTokens.LIFETIME);
    }

    private static void refused(String token, String reason) {
        as(token)
                .post("/v1/vms")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer"))
                .contentType("application/problem+json")
                .body("detail", containsString(reason));
    }

    /** As it stands: a client would tidy the path up. */
    private String raw(String line, String token) throws IOException {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            var request = line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 0\r\nAuthorization: Bearer " + token + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
