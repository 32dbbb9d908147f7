package io.ipfabric.http.writes;

import static io.ipfabric.http.writes.Requests.add;
import static io.ipfabric.http.writes.Requests.assertRefused;
import static io.ipfabric.http.writes.Requests.assertSame;
import static io.ipfabric.http.writes.Requests.countOf;
import static io.ipfabric.http.writes.Requests.newId;
import static io.ipfabric.http.writes.Requests.withKey;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.ProblemType;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two at once. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UnderWayTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String id = newId();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void openGate() {
        EffectResource.gate.complete(null);
        threads.close();
    }

    @Test
    void whileTheFirstIsUnderWayTheSecondIsToldSo() throws Exception {
        EffectResource.gate = new CompletableFuture<>();
        int before = EffectResource.AT_GATE.get();
        var first = threads.submit(() -> add(withKey(id), id));
        await().atMost(LIMIT).until(() -> EffectResource.AT_GATE.get() > before);

        assertRefused(add(withKey(id), id), ProblemType.KEY_UNDER_WAY);

        EffectResource.gate.complete(null);
        assertThat(answer(first).statusCode()).isEqualTo(202);
        assertSame(answer(first), add(withKey(id), id));
        assertThat(countOf(id)).isEqualTo(1);
    }

    @Test
    void whoPrefersToWaitIsUnderWayUntilItIsAnswered() throws Exception {
        EffectResource.gate = new CompletableFuture<>();
        var first = threads.submit(() -> add(withKey(id).header("Prefer", "wait=10"), id));
        await().atMost(LIMIT).until(() -> given().get("/v1/vms/" + id).statusCode() == 200);

        assertRefused(add(withKey(id), id), ProblemType.KEY_UNDER_WAY);

        EffectResource.gate.complete(null);
        assertThat(answer(first).statusCode()).isEqualTo(201);
        assertSame(answer(first), add(withKey(id), id));
        assertThat(countOf(id)).isEqualTo(1);
    }

    @Test
    void ofManyAtOnceOneHasAnEffect() throws Exception {
        var requests = new ArrayList<Callable<Response>>();
        for (int i = 0; i < 30; i++) {
            requests.add(() -> add(withKey(id), id));
        }
        var answered = new ArrayList<Response>();
        for (var request : threads.invokeAll(requests)) {
            if (answer(request).statusCode() == 202) {
                answered.add(answer(request));
            } else {
                assertRefused(answer(request), ProblemType.KEY_UNDER_WAY);
            }
        }
        assertThat(answered).isNotEmpty().allSatisfy(other -> assertSame(answered.getFirst(), other));
        assertThat(countOf(id)).isEqualTo(1);
    }

    private static Response answer(Future<Response> request) throws Exception {
        return request.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void differentKeysDoNotWaitForEachOther() throws Exception {
        var requests = new ArrayList<Callable<Response>>();
        for (int i = 0; i < 10; i++) {
            var key = id + i;
            requests.add(() -> add(withKey(key), id));
        }
        for (var request : List.copyOf(threads.invokeAll(requests))) {
            assertThat(answer(request).statusCode()).isEqualTo(202);
        }
        assertThat(countOf(id)).isEqualTo(10);
    }
}
