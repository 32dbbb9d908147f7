package io.ipfabric.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PagesTest {

    @BeforeEach
    void fiveTexts() {
        EchoResource.TEXTS.clear();
        EchoResource.TEXTS.addAll(List.of("b", "d", "f", "h", "ü"));
    }

    @Test
    void whatComesAndGoesBetweenPartsMovesNothing() {
        var first = list(Map.of("limit", "2"));
        EchoResource.TEXTS.addAll(0, List.of("a"));
        EchoResource.TEXTS.remove("d");
        EchoResource.TEXTS.add(EchoResource.TEXTS.indexOf("f"), "e");

        var second = list(Map.of("limit", "2", "cursor", next(first)));
        var third = list(Map.of("limit", "2", "cursor", next(second)));

        assertThat(texts(first)).containsExactly("b", "d");
        assertThat(texts(second)).containsExactly("e", "f");
        assertThat(texts(third)).containsExactly("h", "ü");
        assertThat(third.<@Nullable String>get("next")).isNull();
    }

    @Test
    void aCursorSaysNothingOfWhatItIs() {
        assertThat(next(list(Map.of("limit", "2")))).matches("[A-Za-z0-9_-]{8,}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "%", "YWJj", "////", "AAAAAAAAYg", "ü"})
    void aBrokenCursorIsRefused(String cursor) {
        refused(Map.of("cursor", cursor), "cursor", "is not the \"next\" of an earlier answer");
    }

    @Test
    void soIsOneThatWasChangedOrBelongsToOtherFilters() {
        var cursor = next(list(Map.of("limit", "2")));
        var other = cursor.charAt(0) == 'A' ? 'B' : 'A';

        refused(Map.of("cursor", other + cursor.substring(1)), "cursor", "is not");
        refused(Map.of("cursor", cursor, "prefix", "f"), "cursor", "with these filters");
        refused(Map.of("cursor", cursor + cursor), "cursor", "is not");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "501", "ten", "1.5", "99999999999", "007"})
    void aLimitHasBounds(String limit) {
        refused(Map.of("limit", limit), "limit", "is not a number from 1 to 500");
    }

    @Test
    void aParameterThatIsUnknownOrTwiceOrEmptyIsRefused() {
        refused(Map.of("prefx", "f"), "prefx", "is not a known parameter; known are cursor, limit, prefix");
        refused(Map.of("limit", List.of("1", "2")), "limit", "is given 2 times");
        refused(Map.of("prefix", ""), "prefix", "is empty");
        given().queryParam("force", "1")
                .get("/v1/vms/1")
                .then()
                .statusCode(400)
                .body("detail", containsString("known are none"));
    }

    private static void refused(Map<String, ?> query, String field, String detail) {
        given().queryParams(query)
                .get("/v1/vms")
                .then()
                .statusCode(400)
                .contentType(ProblemDocument.MEDIA_TYPE)
                .body("type", equalTo("urn:ip-fabric:problem:invalid-field"))
                .body("field", equalTo(field))
                .body("detail", containsString(detail));
    }

    private static JsonPath list(Map<String, String> query) {
        return given().queryParams(query)
                .get("/v1/vms")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static List<String> texts(JsonPath page) {
        return page.getList("items.text");
    }

    private static String next(JsonPath page) {
        return page.getString("next");
    }
}
