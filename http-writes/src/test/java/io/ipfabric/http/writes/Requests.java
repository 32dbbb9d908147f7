package io.ipfabric.http.writes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.ProblemType;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.UUID;

/** Requests to {@link EffectResource}, and what is expected of their answers. */
final class Requests {

    private Requests() {}

    static String newId() {
        return "e-" + UUID.randomUUID();
    }

    static RequestSpecification withKey(String key) {
        return given().header("Idempotency-Key", '"' + key + '"');
    }

    static Response add(RequestSpecification request, String id) {
        return add(request, id, "{}");
    }

    static Response add(RequestSpecification request, String id, String body) {
        return request.contentType(ContentType.JSON).body(body).post("/v1/vms/" + id);
    }

    static int countOf(String id) {
        return given().get("/v1/vms/" + id).then().statusCode(200).extract().path("count");
    }

    static void assertSame(Response first, Response again) {
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        for (var header : Arrays.asList("Location", "ETag", "Content-Type")) {
            assertThat(again.header(header)).as(header).isEqualTo(first.header(header));
        }
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    }

    static void assertRefused(Response answer, ProblemType type) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(type.status());
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("type")).isEqualTo(type.uri());
    }
}
