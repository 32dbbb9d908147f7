package io.ipfabric.vm.application;

import static io.ipfabric.vm.ServiceUnderTest.awaitGone;
import static io.ipfabric.vm.ServiceUnderTest.newVm;
import static io.ipfabric.vm.ServiceUnderTest.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.credentials.Role;
import io.ipfabric.http.testing.TestTokens;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a write that waits costs and promises, beyond the effects that the resources' own tests wait for. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class EffectWaitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TestHTTPResource
    URI service = URI.create("/");

    @Inject
    VmChanges changes;

    @BeforeEach
    void nobodyWaits() {
        ServiceUnderTest.knowsTheLab();
        await().atMost(PATIENCE).until(() -> changes.watching() == 0);
    }

    @Test
    void theAnswerSaysHowLongItWaitedAtMost() {
        confirmed("await1", "192.0.2.230");

        for (var wait : new String[][] {{"wait=5", "wait=5"}, {"respond-async, wait=600", "wait=60"}}) {
            given().header("Prefer", wait[0])
                    .noContentType()
                    .post("/v1/vms/await1/start")
                    .then()
                    .statusCode(200)
                    .header("Preference-Applied", is(wait[1]));
        }
        given().noContentType()
                .post("/v1/vms/await1/start")
                .then()
                .statusCode(202)
                .header("Preference-Applied", nullValue());
    }

    @Test
    void aRefusalThatComesLaterIsTheAnswer() throws Exception {
        var answer = waiting("await2");
        Neighbors.refuseAllocation("await2", Problem.of(ProblemType.POOL_EXHAUSTED, "public-v4 has no free address"));

        answer.get().then().statusCode(409).body("type", is("urn:ip-fabric:problem:pool-exhausted"));
    }

    @Test
    void oneFamilyOfTwoIsNotEnough() throws Exception {
        var answer = waiting("await3");
        Neighbors.allocate("await3", "192.0.2.231", "2001:db8::231");
        Neighbors.announceRoute("await3", "192.0.2.231", "node1", 1);
        Neighbors.confirmRoute("await3", "192.0.2.231", "node1", 1);
        ServiceUnderTest.awaitState("await3", "ADDRESSED");
        await().atMost(PATIENCE).until(() -> isConfirmed("await3"));
        assertThat(answer).isNotDone();
        Neighbors.confirmRoute("await3", "2001:db8::231", "node1", 1);

        answer.get().then().statusCode(201).header("Preference-Applied", is("wait=60"));
    }

    @Test
    void aDeletionThatIsWaitedForEndsWhenTheVmIsGone() throws Exception {
        confirmed("await4", "192.0.2.232");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer =
                    clients.submit(() -> given().header("Prefer", "wait=60").delete("/v1/vms/await4"));
            await().atMost(PATIENCE).until(() -> changes.watching() == 1);
            Neighbors.release("await4", "192.0.2.232");

            answer.get().then().statusCode(204).header("Preference-Applied", is("wait=60"));
        }
        awaitGone("await4");
    }

    @Test
    void whoGoesAwayWaitsNoLonger() throws Exception {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            var body = "{\"id\": \"await5\", \"name\": \"await5\", \"cluster\": \"lab\", \"node\": \"node1\"}";
            socket.getOutputStream()
                    .write(("POST /v1/vms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nPrefer: wait=60\r\n"
                                    + "Content-Length: " + body.length() + "\r\nAuthorization: Bearer "
                                    + TestTokens.of(Role.OPERATOR) + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(PATIENCE).until(() -> changes.watching() == 1);
        }

        await().atMost(PATIENCE).until(() -> changes.watching() == 0);
    }

    /** As it was committed, not when somebody looks again. */
    @Test
    void aHundredWhoWaitAreToldTogether() throws Exception {
        confirmed("await6", "192.0.2.233");
        given().noContentType().post("/v1/vms/await6/stop").then().statusCode(202);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 100)
                    .mapToObj(_ -> clients.submit(() ->
                            given().header("Prefer", "wait=60").noContentType().post("/v1/vms/await6/stop")))
                    .toList();
            await().atMost(PATIENCE).until(() -> changes.watching() == 100);
            var begun = Instant.now();
            Neighbors.withdrawRoute("await6", "192.0.2.233", 2);
            for (var answer : answers) {
                answer.get().then().statusCode(200);
            }
            assertThat(Duration.between(begun, Instant.now())).isLessThan(PATIENCE);
        }
    }

    private Future<Response> waiting(String vm) {
        var clients = Executors.newVirtualThreadPerTaskExecutor();
        var answer = clients.submit(() -> given().header("Prefer", "wait=60")
                .contentType(ContentType.JSON)
                .body(newVm(vm, "node1"))
                .post("/v1/vms"));
        clients.shutdown();
        await().atMost(PATIENCE).until(() -> changes.watching() == 1);
        return answer;
    }

    private static void confirmed(String vm, String address) {
        post("/v1/vms", newVm(vm, "node1")).then().statusCode(202);
        Neighbors.allocate(vm, address);
        Neighbors.announceRoute(vm, address, "node1", 1);
        Neighbors.confirmRoute(vm, address, "node1", 1);
        ServiceUnderTest.awaitState(vm, "RUNNING");
        await().atMost(PATIENCE).until(() -> isConfirmed(vm));
    }

    private static boolean isConfirmed(String vm) {
        return given().get("/v1/vms/{id}", vm).path("addresses[0].route.confirmed");
    }
}
