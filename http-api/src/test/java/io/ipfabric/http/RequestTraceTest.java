package io.ipfabric.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.trace.TraceContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestTraceTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void the_answer_goes_on_with_the_callers_trace() {
        var trace = traceOf(given().header("traceparent", "00-" + TRACE + "-" + SPAN + "-01")
                .get("/v1/vms"));

        assertThat(trace.traceId()).isEqualTo(TRACE);
        assertThat(trace.spanId()).isNotEqualTo(SPAN);
        assertThat(trace.sampled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void what_is_no_trace_is_as_if_there_were_none(String hostile) {
        var answer = given().header("traceparent", hostile).get("/v1/vms");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(traceOf(answer).traceId()).isNotEqualTo(TRACE);
    }

    @Test
    void two_traces_are_none() {
        var answer = given().header(
                        "traceparent", "00-" + TRACE + "-" + SPAN + "-01", "00-" + TRACE + "-" + SPAN + "-00")
                .get("/v1/vms");

        assertThat(traceOf(answer).traceId()).isNotEqualTo(TRACE);
    }

    @Test
    void each_request_without_one_begins_its_own() {
        var seen = new HashSet<String>();

        IntStream.range(0, 20)
                .forEach(_ -> seen.add(traceOf(given().get("/v1/vms")).traceId()));

        assertThat(seen).hasSize(20);
    }

    @Test
    void a_problem_says_by_which_trace_to_look_for_it_wherever_it_was_found() {
        var atTheGate = given().auth().none().header("Authorization", "none").get("/v1/vms");
        var inTheResource =
                given().contentType(ContentType.JSON).body("{\"texd\":\"a\"}").post("/v1/vms");
        var withoutAResource = given().get("/v1/nothing");
        var failed = given().get("/v1/broken");

        for (var answer : new Response[] {atTheGate, inTheResource, withoutAResource, failed}) {
            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(answer.jsonPath().getString("trace_id"))
                    .isEqualTo(traceOf(answer).traceId());
        }
    }

    private static TraceContext traceOf(Response answer) {
        return TraceContext.parse(answer.header("traceparent")).orElseThrow();
    }
}
