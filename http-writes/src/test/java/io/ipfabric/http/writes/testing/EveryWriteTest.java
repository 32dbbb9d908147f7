package io.ipfabric.http.writes.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.http.testing.Operation;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/**
 * Walks a service's own OpenAPI document, so that no write can be forgotten: each takes effect once for a key, and only on what the caller saw. Each service has
 * a test that is this one.
 */
public abstract class EveryWriteTest {

    private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH", "DELETE");

    @Inject
    Mutiny.SessionFactory sessions;

    /** A body that can be read, for each template of a write that needs one. */
    protected abstract Map<String, String> bodies();

    /** Where a template's names are; by default of things that are not there. */
    protected String path(Operation operation) {
        return operation.path();
    }

    @Test
    void eachIsAnsweredAgainAsTheFirstTime() throws Throwable {
        for (var operation : writes()) {
            var key = UUID.randomUUID().toString();
            var first = send(given().header("Idempotency-Key", '"' + key + '"'), operation);
            var again = send(given().header("Idempotency-Key", '"' + key + '"'), operation);

            assertThat(first.statusCode())
                    .as(operation + ": " + first.asString())
                    .isLessThan(500);
            assertThat(stored(key)).as("the answer of %s is stored", operation).isEqualTo(1);
            assertThat(again.statusCode()).as(operation.toString()).isEqualTo(first.statusCode());
            for (var header : List.of("Location", "ETag", "Content-Type")) {
                assertThat(again.header(header)).as(operation + ": " + header).isEqualTo(first.header(header));
            }
            assertThat(again.asByteArray()).as(operation.toString()).isEqualTo(first.asByteArray());
        }
    }

    @Test
    void noneIsDoneOnWhatTheCallerDidNotSee() throws Throwable {
        for (var operation : writes()) {
            var answer = send(given().header("If-Match", "\"seen-by-nobody\""), operation);

            assertThat(answer.statusCode())
                    .as(operation + ": " + answer.asString())
                    .isEqualTo(412);
            assertThat(answer.<String>path("type")).isEqualTo("urn:ip-fabric:problem:precondition-failed");
            assertThat(answer.<String>path("field")).isEqualTo("If-Match");
        }
    }

    private List<Operation> writes() throws Exception {
        var document = given().get("/q/openapi?format=json").asString();
        var writes = Operation.of(document).stream()
                .filter(operation -> WRITING.contains(operation.method()))
                .toList();
        assertThat(writes).as("the document names writes").isNotEmpty();
        return writes;
    }

    private Response send(RequestSpecification request, Operation operation) {
        var body = operation.method().equals("POST") ? bodies().get(operation.template()) : null;
        var whole = body == null
                ? request.noContentType()
                : request.contentType("application/json").body(body);
        return whole.request(operation.method(), path(operation));
    }

    private long stored(String key) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> sessions.withSession(
                session -> session.createNativeQuery("select count(*) from answered_write where key = ?1", Long.class)
                        .setParameter(1, key)
                        .getSingleResult()));
    }
}
