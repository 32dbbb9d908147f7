package io.ipfabric.vm.adapter.http;

import static io.ipfabric.vm.ServiceUnderTest.awaitGone;
import static io.ipfabric.vm.ServiceUnderTest.awaitState;
import static io.ipfabric.vm.ServiceUnderTest.get;
import static io.ipfabric.vm.ServiceUnderTest.newVm;
import static io.ipfabric.vm.ServiceUnderTest.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class VmResourceTest {

    private static final String PROBLEM = "urn:ip-fabric:problem:";

    @BeforeEach
    void theLabIsKnown() {
        ServiceUnderTest.knowsTheLab();
    }

    @Test
    void aCreatedVmIsShownAndToldOnVmEvents() {
        var body = Map.of(
                "id",
                "web1",
                "name",
                "web1",
                "cluster",
                "lab",
                "node",
                "node1",
                "labels",
                Map.of("role", "web"),
                "interface",
                Map.of("kind", "TAP"));

        post("/v1/vms", body)
                .then()
                .statusCode(202)
                .header("Location", endsWith("/v1/vms/web1"))
                .body("state", is("REQUESTED"));

        get("/v1/vms/web1")
                .statusCode(200)
                .body("id", is("web1"))
                .body("name", is("web1"))
                .body("cluster", is("lab"))
                .body("node", is("node1"))
                .body("state", is("REQUESTED"))
                .body("generation", is(1))
                .body("labels", equalTo(Map.of("role", "web")))
                .body("interface.name", is("web1_net0"))
                .body("interface.altName", nullValue())
                .body("interface.mac", matchesPattern("[0-9a-f][26ae](:[0-9a-f]{2}){5}"))
                .body("interface.gateways.ipv4", is("10.0.0.1"))
                .body("interface.gateways.ipv6", is("fe80::1"))
                .body("addresses", equalTo(List.of()))
                .body("problem", nullValue());
        assertThat(Neighbors.vmEvents("web1", 1)).singleElement().isInstanceOfSatisfying(VmCreated.class, created -> {
            assertThat(created.families()).hasToString("[ipv4, ipv6]");
            assertThat(created.iface().kind()).hasToString("TAP");
            assertThat(created.running()).isTrue();
        });
    }

    @Test
    void theStateFollowsWhatIsObserved() {
        post("/v1/vms", newVm("life1", "node1")).then().statusCode(202);

        Neighbors.allocate("life1", "192.0.2.21", "2001:db8::21");
        awaitState("life1", "ADDRESSED");
        get("/v1/vms/life1")
                .body("addresses.address", contains("192.0.2.21", "2001:db8::21"))
                .body("addresses.family", contains("ipv4", "ipv6"))
                .body("addresses[0].route.announced", is(false))
                .body("addresses[0].route.since", nullValue());

        Neighbors.announceRoute("life1", "192.0.2.21", "node1", 4);
        Neighbors.announceRoute("life1", "2001:db8::21", "node1", 4);
        awaitState("life1", "RUNNING");
        get("/v1/vms/life1")
                .body("addresses[0].route.announced", is(true))
                .body("addresses[0].route.confirmed", is(false))
                .body("addresses[0].route.node", is("node1"))
                .body("addresses[0].route.epoch", is(4))
                .body("addresses[0].route.since", is("2026-01-01T12:00:00Z"));

        post("/v1/vms/life1/stop").then().statusCode(202).body("state", is("STOPPED"));
        post("/v1/vms/life1/start", Map.of("node", "node2"))
                .then()
                .statusCode(202)
                .body("state", is("ADDRESSED"))
                .body("node", is("node2"))
                .body("generation", is(2));
        given().delete("/v1/vms/life1").then().statusCode(202).body("state", is("DELETING"));
        given().delete("/v1/vms/life1").then().statusCode(202).body("state", is("DELETING"));

        assertThat(Neighbors.vmEvents("life1", 4))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmStopped.class, VmStarted.class, VmDeleted.class);
        Neighbors.release("life1", "192.0.2.21", "2001:db8::21");
        awaitGone("life1");
        given().delete("/v1/vms/life1").then().statusCode(404).body("type", is(PROBLEM + "unknown-vm"));
    }

    @Test
    void aStartNeedsNoBody() {
        var resting = new HashMap<>(newVm("rest1", "node1"));
        resting.put("running", false);
        post("/v1/vms", resting).then().statusCode(202);

        post("/v1/vms/rest1/start").then().statusCode(202).body("generation", is(2));
        post("/v1/vms/rest1/start", "").then().statusCode(202).body("generation", is(2));
    }

    @Test
    void whoPrefersToWaitHearsOfTheConfirmation() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = clients.submit(() -> given().header("Prefer", "wait=30")
                    .contentType(ContentType.JSON)
                    .body(newVm("wait1", "node1"))
                    .post("/v1/vms"));
            Neighbors.vmEvents("wait1", 1);
            Neighbors.allocate("wait1", "192.0.2.22");
            Neighbors.announceRoute("wait1", "192.0.2.22", "node1", 1);
            awaitState("wait1", "RUNNING");
            assertThat(answer).isNotDone();
            Neighbors.confirmRoute("wait1", "192.0.2.22", "node1", 1);

            answer.get()
                    .then()
                    .statusCode(201)
                    .body("state", is("RUNNING"))
                    .body("addresses[0].route.confirmed", is(true));
        }
    }

    @Test
    void aWaitThatEndsUnconfirmedClaimsNothing() {
        given().header("Prefer", "wait=1")
                .contentType(ContentType.JSON)
                .body(newVm("wait2", "node1"))
                .post("/v1/vms")
                .then()
                .statusCode(202)
                .body("state", is("REQUESTED"));
    }

    @Test
    void anAllocationThatWasRefusedIsShownAndCanBeDeleted() {
        post("/v1/vms", newVm("refused1", "node1")).then().statusCode(202);
        Neighbors.refuseAllocation("refused1", Problem.of(ProblemType.POOL_EXHAUSTED, "public-v4 has no free address"));

        awaitState("refused1", "REFUSED");
        get("/v1/vms/refused1")
                .body("problem.type", is(PROBLEM + "pool-exhausted"))
                .body("problem.status", is(409))
                .body("problem.detail", is("public-v4 has no free address"));
        post("/v1/vms/refused1/start").then().statusCode(409).body("type", is(PROBLEM + "wrong-state"));
        given().delete("/v1/vms/refused1").then().statusCode(202);
        Neighbors.release("refused1");
        awaitGone("refused1");
    }

    @Test
    void theSameCreationAgainIsTheSameAnswerAndNoSecondFact() {
        var first = post("/v1/vms", newVm("again1", "node1"));
        var second = post("/v1/vms", newVm("again1", "node1"));
        post("/v1/vms/again1/stop").then().statusCode(202);

        assertThat(second.statusCode()).isEqualTo(first.statusCode()).isEqualTo(202);
        assertThat(second.body().asString()).isEqualTo(first.body().asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(Neighbors.vmEvents("again1", 2))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmStopped.class);
    }

    @Test
    void aCreationThatDiffersIsRefused() {
        post("/v1/vms", newVm("differs1", "node1")).then().statusCode(202);

        post("/v1/vms", newVm("differs1", "node2"))
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", is(PROBLEM + "already-exists"))
                .body("field", is("id"));
    }

    @Test
    void ofManyWhoWantOneNameAtOnceOneGetsIt() throws Exception {
        var bodies = IntStream.range(0, 12)
                .mapToObj(i -> Map.of("id", "race-" + i, "name", "race", "cluster", "lab", "node", "node1"))
                .toList();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = clients.invokeAll(bodies.stream()
                    .<Callable<Integer>>map(body -> () -> post("/v1/vms", body).statusCode())
                    .toList());
            var codes =
                    answers.stream().map(answer -> answer.resultNow()).sorted().toList();

            assertThat(codes).hasSize(12).startsWith(202).containsOnly(202, 409).containsOnlyOnce(202);
        }
    }

    @Test
    void ofManyWhoWantOneIdAtOnceAllGetTheSameVm() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = clients.invokeAll(IntStream.range(0, 12)
                    .<Callable<Integer>>mapToObj(
                            _ -> () -> post("/v1/vms", newVm("same1", "node1")).statusCode())
                    .toList());

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.resultNow()).isEqualTo(202));
        }
        given().delete("/v1/vms/same1").then().statusCode(202);
        assertThat(Neighbors.vmEvents("same1", 2))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmDeleted.class);
    }

    @Test
    void anIdIsMadeWhereNoneIsGiven() {
        var body = Map.of("name", "noid1", "cluster", "lab", "node", "node1");

        String id = post("/v1/vms", body).then().statusCode(202).extract().path("id");

        assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        get("/v1/vms/{id}", id).statusCode(200).body("name", is("noid1"));
    }

    @Test
    void aNodeThatBecomesKnownInTimeIsAccepted() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = clients.submit(
                    () -> post("/v1/vms", newVm("late1", "node-late")).statusCode());
            Neighbors.announceNode("node-late", "lab");

            assertThat(answer.get()).isEqualTo(202);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no JSON                 | {"name": "a",                                                                        | 400 | unreadable    |
            not an object           | [1]                                                                                  | 400 | invalid-field |
            no body                 | null                                                                                 | 400 | unreadable    |
            no name                 | {"cluster": "lab", "node": "node1"}                                                  | 400 | invalid-field | name
            name with a slash       | {"name": "a/b", "cluster": "lab", "node": "node1"}                                   | 400 | invalid-field | name
            name of a wrong type    | {"name": 7, "cluster": "lab", "node": "node1"}                                       | 400 | invalid-field | name
            name is null            | {"name": null, "cluster": "lab", "node": "node1"}                                    | 400 | invalid-field | name
            unknown field           | {"name": "bad1", "cluster": "lab", "node": "node1", "nodes": 1}                      | 400 | invalid-field | nodes
            field twice             | {"name": "bad1", "name": "bad2", "cluster": "lab", "node": "node1"}                  | 400 | unreadable    |
            unknown cluster         | {"name": "bad1", "cluster": "nowhere", "node": "node1"}                              | 422 | unknown-cluster | cluster
            unknown node            | {"name": "bad1", "cluster": "lab", "node": "node99"}                                 | 422 | unknown-node  | node
            bad node name           | {"name": "bad1", "cluster": "lab", "node": "NODE 1"}                                 | 400 | invalid-field | node
            bad id                  | {"id": "-x", "name": "bad1", "cluster": "lab", "node": "node1"}                      | 400 | invalid-field | id
            no address              | {"name": "bad1", "cluster": "lab", "node": "node1", "addresses": ["10.0.0.300"]}     | 400 | invalid-field | addresses[0]
            null address            | {"name": "bad1", "cluster": "lab", "node": "node1", "addresses": [null]}             | 400 | invalid-field | addresses[0]
            address twice           | {"name": "bad1", "cluster": "lab", "node": "node1", "addresses": ["192.0.2.1", "192.0.2.1"]} | 400 | invalid-field | addresses
            address of no family    | {"name": "bad1", "cluster": "lab", "node": "node1", "addresses": ["192.0.2.1"], "families": ["ipv6"]} | 400 | invalid-field | addresses
            unknown family          | {"name": "bad1", "cluster": "lab", "node": "node1", "families": ["ipx"]}             | 400 | invalid-field | families[0]
            families as text        | {"name": "bad1", "cluster": "lab", "node": "node1", "families": "ipv4"}              | 400 | invalid-field | families
            group MAC               | {"name": "bad1", "cluster": "lab", "node": "node1", "interface": {"mac": "01:00:00:00:00:01"}} | 400 | invalid-field | interface.mac
            unknown interface kind  | {"name": "bad1", "cluster": "lab", "node": "node1", "interface": {"kind": "BRIDGE"}} | 400 | invalid-field | interface.kind
            interface as text       | {"name": "bad1", "cluster": "lab", "node": "node1", "interface": "TAP"}              | 400 | invalid-field | interface
            label without value     | {"name": "bad1", "cluster": "lab", "node": "node1", "labels": {"a": null}}           | 400 | invalid-field | labels.a
            label as number         | {"name": "bad1", "cluster": "lab", "node": "node1", "labels": {"a": 1}}              | 400 | invalid-field | labels.a
            label key with a space  | {"name": "bad1", "cluster": "lab", "node": "node1", "labels": {"a b": "c"}}          | 400 | invalid-field | labels
            running as text         | {"name": "bad1", "cluster": "lab", "node": "node1", "running": "yes"}                | 400 | invalid-field | running
            """)
    void aWrongCreationIsToldWhatIsWrong(String what, String body, int status, String type, String field) {
        post("/v1/vms", body)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", is(PROBLEM + type))
                .body("title", notNullValue())
                .body("detail", notNullValue())
                .body("field", is(field));
    }

    @Test
    void aNameThatIsTooLongIsTold() {
        var body = Map.of("name", "n".repeat(65), "cluster", "lab", "node", "node1");

        post("/v1/vms", body).then().statusCode(400).body("field", is("name"));
    }

    @Test
    void aHugeBodyIsRefused() {
        var body = Map.of("name", "n".repeat(300_000), "cluster", "lab", "node", "node1");

        post("/v1/vms", body).then().statusCode(413);
    }

    @Test
    void anotherContentTypeIsRefused() {
        given().contentType(ContentType.TEXT)
                .body("name: web1")
                .post("/v1/vms")
                .then()
                .statusCode(415)
                .body("type", is(PROBLEM + "unsupported-media-type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/vms/nobody", "/v1/vms/%20", "/v1/vms/" + "x/y/z"})
    void whatDoesNotExistIsNotFound(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void commandsToNobodyAreRefused() {
        post("/v1/vms/nobody/start").then().statusCode(404).body("type", is(PROBLEM + "unknown-vm"));
        post("/v1/vms/nobody/stop").then().statusCode(404).body("type", is(PROBLEM + "unknown-vm"));
        post("/v1/vms/nobody/migrations", Map.of("target", "node2"))
                .then()
                .statusCode(404)
                .body("type", is(PROBLEM + "unknown-vm"));
        given().delete("/v1/vms/nobody").then().statusCode(404).body("type", is(PROBLEM + "unknown-vm"));
    }

    @Test
    void aStartElsewhereWhileItRunsIsRefused() {
        post("/v1/vms", newVm("placed1", "node1")).then().statusCode(202);

        post("/v1/vms/placed1/start", Map.of("node", "node2"))
                .then()
                .statusCode(409)
                .body("type", is(PROBLEM + "not-placed-there"))
                .body("field", is("node"));
        post("/v1/vms/placed1/start", Map.of("node", "node2", "replaces", 1))
                .then()
                .statusCode(202)
                .body("node", is("node2"))
                .body("generation", is(2));
    }

    @Test
    void listsAreFilteredAndPaged() {
        Neighbors.announceCluster("paged");
        Neighbors.announceNode("paged1", "paged");
        Neighbors.announceNode("paged2", "paged");
        var ids = List.of("page-a", "page-b", "page-c");
        ids.forEach(id -> await().atMost(java.time.Duration.ofSeconds(20))
                .until(() -> post(
                                        "/v1/vms",
                                        Map.of(
                                                "id",
                                                id,
                                                "name",
                                                id,
                                                "cluster",
                                                "paged",
                                                "node",
                                                id.equals("page-b") ? "paged2" : "paged1"))
                                .statusCode()
                        == 202));

        String next = get("/v1/vms?cluster=paged&limit=2")
                .statusCode(200)
                .body("items.id", contains("page-a", "page-b"))
                .extract()
                .path("next");
        get("/v1/vms?cluster=paged&limit=2&cursor={next}", next)
                .body("items.id", contains("page-c"))
                .body("next", nullValue());
        get("/v1/vms?cluster=paged&limit=2&node=paged1&cursor={next}", next)
                .statusCode(400)
                .body("field", is("cursor"));
        get("/v1/vms?cluster=paged&node=paged2").body("items.id", contains("page-b"));
        get("/v1/vms?cluster=paged&state=REQUESTED").body("items.id", contains("page-a", "page-b", "page-c"));
        get("/v1/vms?cluster=paged&state=RUNNING").body("items", equalTo(List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "state=ASLEEP, state",
        "limit=0, limit",
        "limit=many, limit",
        "limit=100000, limit",
        "cursor=*, cursor",
        "cursor=LQ, cursor",
        "node=NODE, node",
        "cluster=a b, cluster"
    })
    void aWrongQueryIsToldWhatIsWrong(String query, String field) {
        get("/v1/vms?" + query)
                .statusCode(400)
                .body("type", is(PROBLEM + "invalid-field"))
                .body("field", is(field));
    }
}
