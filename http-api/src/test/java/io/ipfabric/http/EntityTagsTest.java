package io.ipfabric.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EntityTagsTest {

    @Test
    void whatIsReadHasAStrongTagOfItsText() {
        var answer = given().get("/v1/vms/1").then().statusCode(200).extract();

        assertThat(answer.header("ETag")).isEqualTo(new Representation(answer.asString()).tag());
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(given().head("/v1/vms/1").header("ETag")).isEqualTo(answer.header("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "\"other\" ,W/%s", "*"})
    void whoHasItAlreadyIsNotSentIt(String known) {
        var tag = given().get("/v1/vms/1").header("ETag");

        var answer = given().header("If-None-Match", known.formatted(tag))
                .get("/v1/vms/1")
                .then()
                .statusCode(304)
                .header("ETag", equalTo(tag))
                .extract();
        assertThat(answer.asString()).isEmpty();
    }

    @Test
    void whoHasAnotherOneIsSentIt() {
        given().header("If-None-Match", "\"other\"").get("/v1/vms/1").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "\"other", "\"a\" \"b\"", "\"a\",", "w/\"a\"", ",", "*, \"a\""})
    void whatIsNoTagIsRefused(String value) {
        given().header("If-None-Match", value)
                .get("/v1/vms/1")
                .then()
                .statusCode(400)
                .body("field", equalTo("If-None-Match"));
    }
}
