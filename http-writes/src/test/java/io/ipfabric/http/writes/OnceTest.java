package io.ipfabric.http.writes;

import static io.ipfabric.http.writes.Requests.add;
import static io.ipfabric.http.writes.Requests.assertRefused;
import static io.ipfabric.http.writes.Requests.assertSame;
import static io.ipfabric.http.writes.Requests.countOf;
import static io.ipfabric.http.writes.Requests.newId;
import static io.ipfabric.http.writes.Requests.withKey;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.Terms;
import io.ipfabric.http.testing.TestTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class OnceTest {

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    AnswerRetention retention;

    private final String id = newId();

    @Test
    void theSameRequestIsAnsweredAsBeforeAndHasNoSecondEffect() {
        var first = add(withKey(id), id);
        add(given(), id);
        var again = add(withKey(id), id);

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.header("Location")).endsWith("/v1/vms/" + id);
        assertThat(first.header("ETag")).isNotBlank();
        assertSame(first, again);
        assertThat(countOf(id)).isEqualTo(2);
    }

    @Test
    void itIsAnsweredLikeOneWithoutAKey() {
        var keyed = add(withKey(id), id);
        var other = newId();
        var plain = add(given(), other);

        assertThat(keyed.asString().replace(id, other)).isEqualTo(plain.asString());
        assertThat(keyed.contentType()).isEqualTo(plain.contentType());
        assertThat(plain.header("ETag"))
                .isEqualTo(given().get("/v1/vms/" + other).header("ETag"));
    }

    @Test
    void withoutAKeyEachRequestCounts() {
        add(given(), id);
        add(given(), id);

        assertThat(countOf(id)).isEqualTo(2);
    }

    @Test
    void aDeletionIsAnsweredAgainAlthoughNothingIsThere() {
        add(given(), id);
        var first = withKey(id).delete("/v1/vms/" + id);
        add(given(), id);
        var again = withKey(id).delete("/v1/vms/" + id);

        assertThat(first.statusCode()).isEqualTo(204);
        assertSame(first, again);
        assertThat(countOf(id)).isEqualTo(1);
    }

    @Test
    void anotherRequestWithTheKeyIsRefused() {
        add(withKey(id), id);

        assertRefused(add(withKey(id), id, "{ }"), ProblemType.KEY_REUSED);
        assertRefused(add(withKey(id), newId()), ProblemType.KEY_REUSED);
        assertRefused(withKey(id).delete("/v1/vms/" + id), ProblemType.KEY_REUSED);
        assertRefused(add(withKey(id).header("If-Match", "*"), id), ProblemType.KEY_REUSED);
        assertThat(countOf(id)).isEqualTo(1);
    }

    @Test
    void keysOfTwoCallersNeverMeet() {
        add(withKey(id), id);
        var grace = TestTokens.key()
                .sign(Terms.OWN, new Caller("grace", Role.OPERATOR), Instant.now(), Duration.ofMinutes(5));
        var hers = add(withKey(id).header("Authorization", "Bearer " + grace), id);

        assertThat(hers.<Integer>path("count")).isEqualTo(2);
    }

    @Test
    void whoMayNotAnyMoreIsRefusedInsteadOfAnsweredAgain() {
        add(withKey(id), id);

        var viewer = add(withKey(id).header("Authorization", "Bearer " + TestTokens.of(Role.VIEWER)), id);
        assertRefused(viewer, ProblemType.NOT_ALLOWED);
    }

    @Test
    void aRefusalIsAnsweredAgain() {
        var first = add(withKey(id), id, "{\"how\": \"REFUSED\"}");
        add(given(), id);
        var again = add(withKey(id), id, "{\"how\": \"REFUSED\"}");

        assertRefused(first, ProblemType.WRONG_STATE);
        assertThat(first.<String>path("detail")).isEqualTo("it is 1");
        assertSame(first, again);
        assertThat(countOf(id)).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadUsesNoKeyUp() {
        assertRefused(add(withKey(id), id, "{\"who\": 1}"), ProblemType.INVALID_FIELD);

        assertThat(add(withKey(id), id).statusCode()).isEqualTo(202);
    }

    /** The effect and the answer are there together or not at all. */
    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "KILLED"})
    void whatFailsAfterItsEffectHasHadNone(String mishap) {
        var body = "{\"how\": \"" + mishap + "\"}";
        assertRefused(add(withKey(id), id, body), ProblemType.INTERNAL);
        given().get("/v1/vms/" + id).then().statusCode(404);

        // It is tried again, and not answered from memory.
        assertRefused(add(withKey(id), id, body), ProblemType.INTERNAL);
        assertThat(add(withKey(id), id).statusCode()).isEqualTo(202);
        assertThat(countOf(id)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"\"", "a b", "\"a", "a\"b", "\"a\", \"b\"", "\"a\";b=1", "\"ü\""})
    void whatIsNoKeyIsRefused(String value) {
        var answer = add(given().header("Idempotency-Key", value), id);

        assertRefused(answer, ProblemType.INVALID_FIELD);
        assertThat(answer.<String>path("field")).isEqualTo("Idempotency-Key");
    }

    @Test
    void aKeyHasALimitAndNeedsNoQuotes() {
        assertRefused(add(withKey("k".repeat(256)), id), ProblemType.INVALID_FIELD);
        assertRefused(
                add(given().header("Idempotency-Key", "a").header("Idempotency-Key", "b"), id),
                ProblemType.INVALID_FIELD);

        var longest = "k".repeat(255 - id.length()) + id;
        var first = add(withKey(longest), id);
        assertSame(first, add(given().header("Idempotency-Key", longest), id));
    }

    @Test
    void aReadIgnoresIt() {
        add(given(), id);

        withKey("k").get("/v1/vms/" + id).then().statusCode(200);
        withKey("k").get("/v1/vms/" + id).then().statusCode(200).body("count", equalTo(1));
    }

    @Test
    void whatIsTooOldIsForgottenAndItsKeyIsNew() throws Throwable {
        add(withKey(id), id);
        age(id, Duration.ofHours(23));
        add(withKey(id), id);
        assertThat(countOf(id)).isEqualTo(1);

        age(id, Duration.ofHours(25));
        var anew = add(withKey(id), id);
        assertThat(anew.<Integer>path("count")).isEqualTo(2);
        assertSame(anew, add(withKey(id), id));

        age(id, Duration.ofHours(25));
        VertxContextSupport.subscribeAndAwait(retention::forget);
        assertThat(stored(id)).isZero();
    }

    private void age(String key, Duration age) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> sessions.withTransaction((session, _) -> session.createNativeQuery(
                        "update answered_write set answered_at = now() - ?2 * interval '1 second' where key = ?1")
                .setParameter(1, key)
                .setParameter(2, age.toSeconds())
                .executeUpdate()));
    }

    private long stored(String key) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> sessions.withSession(
                session -> session.createNativeQuery("select count(*) from answered_write where key = ?1", Long.class)
                        .setParameter(1, key)
                        .getSingleResult()));
    }
}
