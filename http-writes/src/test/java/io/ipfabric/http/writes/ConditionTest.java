package io.ipfabric.http.writes;

import static io.ipfabric.http.writes.Requests.add;
import static io.ipfabric.http.writes.Requests.assertRefused;
import static io.ipfabric.http.writes.Requests.assertSame;
import static io.ipfabric.http.writes.Requests.countOf;
import static io.ipfabric.http.writes.Requests.newId;
import static io.ipfabric.http.writes.Requests.withKey;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.ProblemType;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConditionTest {

    private final String id = newId();

    @Test
    void aWriteIsDoneOnWhatTheCallerSawAndOnNothingElse() {
        add(given(), id);
        var seen = given().get("/v1/vms/" + id).header("ETag");

        assertThat(add(given().header("If-Match", seen), id).statusCode()).isEqualTo(202);
        var refusal = add(given().header("If-Match", seen), id);

        assertRefused(refusal, ProblemType.PRECONDITION_FAILED);
        assertThat(refusal.<String>path("field")).isEqualTo("If-Match");
        assertThat(countOf(id)).isEqualTo(2);
        assertRefused(given().header("If-Match", seen).delete("/v1/vms/" + id), ProblemType.PRECONDITION_FAILED);
        assertThat(countOf(id)).isEqualTo(2);
    }

    @Test
    void theTagOfAnAnswerIsTheOneToGoOnWith() {
        var tag = add(given(), id).header("ETag");
        assertThat(add(given().header("If-Match", tag), id).statusCode()).isEqualTo(202);
    }

    @Test
    void whatShallNotBeThereIsNotChanged() {
        assertThat(add(given().header("If-None-Match", "*"), id).statusCode()).isEqualTo(202);
        assertRefused(add(given().header("If-None-Match", "*"), id), ProblemType.PRECONDITION_FAILED);
        assertRefused(add(given().header("If-Match", "*"), newId()), ProblemType.PRECONDITION_FAILED);
    }

    /** Although the tag is another one since. */
    @Test
    void withAKeyItIsAnsweredAgain() {
        var tag = add(given(), id).header("ETag");
        var first = add(withKey(id).header("If-Match", tag), id);
        var again = add(withKey(id).header("If-Match", tag), id);

        assertThat(first.statusCode()).isEqualTo(202);
        assertSame(first, again);
    }

    @Test
    void whatIsNoTagIsRefused() {
        assertRefused(add(given().header("If-Match", "17"), id), ProblemType.INVALID_FIELD);
    }
}
