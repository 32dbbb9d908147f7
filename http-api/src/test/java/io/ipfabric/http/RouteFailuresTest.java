package io.ipfabric.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RouteFailuresTest {

    @Test
    void whatFailsBeforeAResourceIsAProblemToo() {
        given().body("t".repeat(1024))
                .post("/v1/broken")
                .then()
                .statusCode(500)
                .contentType(ProblemDocument.MEDIA_TYPE)
                .body("type", equalTo("urn:ip-fabric:problem:internal"))
                .body(not(containsString("secret")));
    }

    @Test
    void aStatusThatWasChosenStays() {
        given().get("/v1/teapot").then().statusCode(418);
    }
}
