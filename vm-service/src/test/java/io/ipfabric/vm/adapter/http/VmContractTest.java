package io.ipfabric.vm.adapter.http;

import static io.ipfabric.vm.ServiceUnderTest.awaitGone;
import static io.ipfabric.vm.ServiceUnderTest.knowsTheLab;
import static io.ipfabric.vm.ServiceUnderTest.newVm;
import static io.ipfabric.vm.ServiceUnderTest.post;
import static io.ipfabric.vm.ServiceUnderTest.runs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys, tags and parts of lists, where the effect is a VM's. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class VmContractTest {

    private static final Map<String, String> UNNAMED = Map.of("name", "contract-1", "cluster", "lab", "node", "node1");

    @BeforeEach
    void theLabIsKnown() {
        knowsTheLab();
    }

    @Test
    void oneKeyMakesOneVmAlthoughTheServiceChoosesItsId() throws Exception {
        var requests = new ArrayList<Callable<Response>>();
        for (int i = 0; i < 8; i++) {
            requests.add(() -> keyed("contract-one", UNNAMED, "/v1/vms"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var request : threads.invokeAll(requests)) {
                assertThat(request.get().statusCode()).isIn(202, 409);
            }
        }
        var first = keyed("contract-one", UNNAMED, "/v1/vms");
        var again = keyed("contract-one", UNNAMED, "/v1/vms");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(given().get("/v1/vms?cluster=lab").jsonPath().getList("items.findAll { it.name == 'contract-1' }"))
                .hasSize(1);
        assertThat(Neighbors.vmEvents(first.path("id"), 1)).singleElement().isInstanceOf(VmCreated.class);
    }

    @Test
    void aStartThatIsSentAgainDoesNotUndoTheStopAfterIt() {
        runs("contract-start", "192.0.2.41");
        post("/v1/vms/contract-start/stop").then().statusCode(202);
        var first = keyed("contract-start", Map.of(), "/v1/vms/contract-start/start");
        post("/v1/vms/contract-start/stop").then().statusCode(202);
        var again = keyed("contract-start", Map.of(), "/v1/vms/contract-start/start");

        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        given().get("/v1/vms/contract-start").then().body("state", equalTo("STOPPED"));
        assertThat(Neighbors.vmEvents("contract-start", 4).stream().filter(VmStarted.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aDeletionThatIsSentAgainSparesTheNextVmOfThatId() {
        runs("contract-delete", "192.0.2.42");
        var first = given().header("Idempotency-Key", "contract-delete").delete("/v1/vms/contract-delete");
        Neighbors.release("contract-delete", "192.0.2.42");
        awaitGone("contract-delete");
        post("/v1/vms", newVm("contract-delete", "node1")).then().statusCode(202);
        var again = given().header("Idempotency-Key", "contract-delete").delete("/v1/vms/contract-delete");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        given().get("/v1/vms/contract-delete").then().body("state", equalTo("REQUESTED"));
    }

    @Test
    void aMoveIsBegunOnceForAKey() {
        runs("contract-move", "192.0.2.43");
        var first = keyed("contract-move", Map.of("target", "node2"), "/v1/vms/contract-move/migrations");
        given().delete(first.header("Location")).then().statusCode(202);
        var again = keyed("contract-move", Map.of("target", "node2"), "/v1/vms/contract-move/migrations");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        given().get("/v1/vms/contract-move/migrations").then().body("items.phase", equalTo(List.of("CANCELLED")));
    }

    @Test
    void aVmIsChangedOnlyAsItWasSeen() {
        runs("contract-tag", "192.0.2.44");
        var seen = given().get("/v1/vms/contract-tag").header("ETag");
        given().header("If-None-Match", seen).get("/v1/vms/contract-tag").then().statusCode(304);

        given().header("If-Match", seen)
                .post("/v1/vms/contract-tag/stop")
                .then()
                .statusCode(202);
        given().header("If-Match", seen)
                .delete("/v1/vms/contract-tag")
                .then()
                .statusCode(412)
                .body("type", equalTo("urn:ip-fabric:problem:precondition-failed"));
        given().header("If-None-Match", seen).get("/v1/vms/contract-tag").then().statusCode(200);
        given().get("/v1/vms/contract-tag").then().body("state", equalTo("STOPPED"));
    }

    @Test
    void ofManyThatSawTheSameOneChangesIt() throws Exception {
        runs("contract-race", "192.0.2.45");
        var seen = given().get("/v1/vms/contract-race").header("ETag");
        var requests = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 8; i++) {
            requests.add(() -> given().header("If-Match", seen)
                    .post("/v1/vms/contract-race/stop")
                    .statusCode());
        }
        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var request : threads.invokeAll(requests)) {
                statuses.add(request.get());
            }
        }
        assertThat(statuses.stream().filter(status -> status == 202)).hasSize(1);
        assertThat(statuses).containsOnly(202, 412);
    }

    @Test
    void whatShallBeNewIsNotTakenForTheSame() {
        var created = newVm("contract-new", "node1");
        given().header("If-None-Match", "*")
                .contentType(ContentType.JSON)
                .body(created)
                .post("/v1/vms")
                .then()
                .statusCode(202);
        given().header("If-None-Match", "*")
                .contentType(ContentType.JSON)
                .body(created)
                .post("/v1/vms")
                .then()
                .statusCode(412);
    }

    @Test
    void migrationsAreReadInPartsWhileNewOnesBegin() {
        runs("contract-list", "192.0.2.46");
        var path = "/v1/vms/contract-list/migrations";
        var begun = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            begun.addFirst(moveAndCancel(path));
        }
        var first = given().get(path + "?limit=2");
        moveAndCancel(path);
        var rest = given().get(path + "?limit=2&cursor=" + first.path("next"));

        assertThat(first.<List<String>>path("items.id")).isEqualTo(begun.subList(0, 2));
        assertThat(rest.<List<String>>path("items.id")).isEqualTo(begun.subList(2, 3));
        assertThat(rest.<String>path("next")).isNull();
    }

    private static String moveAndCancel(String path) {
        var id = post(path, Map.of("target", "node2"))
                .then()
                .statusCode(202)
                .extract()
                .<String>path("id");
        given().delete(path + "/" + id).then().statusCode(202);
        return id;
    }

    private static Response keyed(String key, Object body, String path) {
        return given().header("Idempotency-Key", '"' + key + '"')
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
    }
}
