package io.ipfabric.http.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.Terms;
import io.ipfabric.http.testing.TestTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Until an issuer's keys are there a request waits aside, and its body must wait too. */
@QuarkusTest
@TestMethodOrder(OrderAnnotation.class)
@WithTestResource(IssuerKeys.class)
class IssuerGateTest {

    private static final Terms TERMS = new Terms(IssuerKeys.ISSUER, Terms.AUDIENCE);
    private static final int MANY = 20;

    /** The first one is the one that waits. */
    @Test
    @Order(1)
    void theIssuersCallersAreLetInWithAllThatTheySay() {
        var text = "t".repeat(200 * 1024);
        for (int i = 0; i < MANY; i++) {
            var answer = given().header("Authorization", "Bearer " + token(Role.OPERATOR))
                    .contentType(ContentType.JSON)
                    .body(Map.of("text", text))
                    .post("/v1/vms")
                    .then()
                    .statusCode(200)
                    .extract()
                    .<String>path("text");
            assertThat(answer).isEqualTo(text);
        }
    }

    @Test
    void aRequestThatNobodyReadsLeavesTheNextOneWhole() {
        for (int i = 0; i < MANY; i++) {
            given().header("Authorization", "Bearer " + token(Role.ADMIN))
                    .contentType(ContentType.JSON)
                    .body(Map.of("text", "t".repeat(1024)))
                    .post("/v1/nothing")
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void theFabricsOwnTokensAreNoneOfTheIssuers() {
        given().header("Authorization", "Bearer " + TestTokens.of(Role.ADMIN))
                .get("/v1/vms/1")
                .then()
                .statusCode(401);
    }

    private static String token(Role role) {
        return TestTokens.key().sign(TERMS, new Caller("ada", role), Instant.now(), TestTokens.LIFETIME);
    }
}
