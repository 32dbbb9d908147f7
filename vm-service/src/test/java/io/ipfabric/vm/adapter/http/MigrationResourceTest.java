package io.ipfabric.vm.adapter.http;

import static io.ipfabric.vm.ServiceUnderTest.awaitGone;
import static io.ipfabric.vm.ServiceUnderTest.awaitPhase;
import static io.ipfabric.vm.ServiceUnderTest.awaitState;
import static io.ipfabric.vm.ServiceUnderTest.get;
import static io.ipfabric.vm.ServiceUnderTest.migrates;
import static io.ipfabric.vm.ServiceUnderTest.newVm;
import static io.ipfabric.vm.ServiceUnderTest.post;
import static io.ipfabric.vm.ServiceUnderTest.runs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationForced;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.testing.TestTokens;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class MigrationResourceTest {

    private static final String PROBLEM = "urn:ip-fabric:problem:";

    @BeforeEach
    void theLabIsKnown() {
        ServiceUnderTest.knowsTheLab();
    }

    @Test
    void whatAMigrationWaitsForTooLongIsForcedWithAReason() {
        runs("force1", "192.0.2.140");
        var migration = migrates("force1", "node2");
        var body = Map.of("reason", "node1 burnt down");
        post(migration + "/force", body).then().statusCode(409).body("type", is(PROBLEM + "nothing-to-force"));

        Neighbors.progressMigration("force1", 2, "node2", MigrationPhase.CONVERGING, null);
        awaitPhase(migration, "CONVERGING");
        post(migration + "/force", body)
                .then()
                .statusCode(409)
                .body("detail", is("the migration is CONVERGING and waits for no proof beyond its time"));
        Neighbors.progressMigration("force1", 2, "node2", MigrationPhase.CONVERGING, "node1 has not reported");
        await().until(() -> given().get(migration).path("detail"), "node1 has not reported"::equals);

        post(migration + "/force", body).then().statusCode(202).body("phase", is("CONVERGING"));
        post(migration + "/force", body).then().statusCode(202);
        assertThat(Neighbors.vmEvents("force1", 4).subList(2, 4)).hasSize(2).allSatisfy(event -> assertThat(event)
                .isEqualTo(new VmMigrationForced(
                        VmId.of("force1"), Generation.of(2), new Force("node1 burnt down", TestTokens.SUBJECT))));
        Neighbors.progressMigration("force1", 2, "node2", MigrationPhase.CLEANING, null);
        awaitPhase(migration, "CLEANING");
        post(migration + "/force", body).then().statusCode(409).body("type", is(PROBLEM + "nothing-to-force"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', reason",
        "'{\"reason\":\"\"}', reason",
        "'{\"reason\":\" \"}', reason",
        "'{\"reason\":\"a\\u0007b\"}', reason",
        "'{\"reason\":\"x\",\"by\":\"\"}', by",
        "'{\"reason\":\"x\",\"by\":\"bob\"}', by",
        "'{\"reason\":\"x\",\"who\":\"me\"}', who"
    })
    void aForceWithoutAReasonThatCanBeReadOrInAnothersNameIsToldWhatIsWrong(String body, String field) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/vms/nobody/migrations/00000000-0000-7000-8000-000000000000/force")
                .then()
                .statusCode(400)
                .body("type", is(PROBLEM + "invalid-field"))
                .body("field", is(field));
    }

    @Test
    void aMigrationIsShownFromItsBeginningToItsProof() {
        runs("moves1", "192.0.2.101");

        String migration = post("/v1/vms/moves1/migrations", Map.of("target", "node2"))
                .then()
                .statusCode(202)
                .body("phase", is("PREPARING"))
                .body("source", is("node1"))
                .body("target", is("node2"))
                .body("cutover", is("SEAMLESS"))
                .body("strictTimeout", is("HOLD"))
                .body("generation", is(2))
                .body("proof.proved", nullValue())
                .body("times.PREPARING", notNullValue())
                .extract()
                .header("Location")
                .replaceFirst("^https?://[^/]*", "");
        get("/v1/vms/moves1")
                .body("state", is("MIGRATING"))
                .body("node", is("node1"))
                .body("generation", is(1))
                .body("migration.phase", is("PREPARING"));

        Neighbors.progressMigration("moves1", 2, "node2", MigrationPhase.READY, null);
        awaitPhase(migration, "READY");
        get(migration).body("proof.proved", is(true)).body("times.READY", is("2026-01-01T12:00:02Z"));
        get("/v1/vms/moves1").body("state", is("MIGRATING")).body("node", is("node1"));

        post(migration + "/switch").then().statusCode(202).body("phase", is("SWITCHED"));
        post(migration + "/switch").then().statusCode(202).body("phase", is("SWITCHED"));
        get("/v1/vms/moves1")
                .body("state", is("MIGRATING"))
                .body("node", is("node2"))
                .body("generation", is(2));

        Neighbors.announceRoute("moves1", "192.0.2.101", "node2", 9);
        Neighbors.progressMigration("moves1", 2, "node2", MigrationPhase.CONVERGING, "waits for rr2");
        awaitPhase(migration, "CONVERGING");
        get(migration).body("proof.proved", is(false)).body("detail", is("waits for rr2"));
        get("/v1/vms/moves1").body("state", is("MIGRATING"));
        Neighbors.progressMigration("moves1", 2, "node2", MigrationPhase.CLEANING, null);
        awaitState("moves1", "RUNNING");
        Neighbors.progressMigration("moves1", 2, "node2", MigrationPhase.COMPLETED, null);
        awaitPhase(migration, "COMPLETED");

        post("/v1/vms/moves1/stop").then().statusCode(202);
        assertThat(Neighbors.vmEvents("moves1", 4))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmMigrationStarted.class, VmMigrationSwitched.class, VmStopped.class);
    }

    @Test
    void aGuestThatWasSeenToArriveNeedsNoWord() {
        runs("seen1", "192.0.2.102");
        var migration = migrates("seen1", "node2");

        Neighbors.progressMigration("seen1", 2, "node2", MigrationPhase.SWITCHED, null);
        Neighbors.progressMigration("seen1", 2, "node2", MigrationPhase.SWITCHED, null);
        awaitPhase(migration, "SWITCHED");
        get("/v1/vms/seen1").body("node", is("node2")).body("generation", is(2));
        post(migration + "/switch").then().statusCode(202);
        given().delete(migration)
                .then()
                .statusCode(409)
                .body("type", is(PROBLEM + "wrong-state"))
                .body("detail", is("the guest moved to node2; only a migration back undoes that"));
        var back = migrates("seen1", "node1");
        get(back).body("source", is("node2")).body("generation", is(3));

        assertThat(Neighbors.vmEvents("seen1", 3))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmMigrationStarted.class, VmMigrationStarted.class);
    }

    @Test
    void theClustersCutoverCountsUnlessTheRequestHasOne() {
        Neighbors.announceNode("strict1", "strict");
        Neighbors.announceNode("strict2", "strict");
        Neighbors.announceCluster("strict", CutoverPolicy.STRICT, StrictTimeout.PROCEED);
        post("/v1/vms", Map.of("id", "strict1", "name", "strict1", "cluster", "strict", "node", "strict1"))
                .then()
                .statusCode(202);
        Neighbors.allocate("strict1", "192.0.2.103");
        awaitState("strict1", "ADDRESSED");

        var usual = migrates("strict1", "strict2");
        get(usual).body("cutover", is("STRICT")).body("strictTimeout", is("PROCEED"));
        given().delete(usual).then().statusCode(202);
        post("/v1/vms/strict1/migrations", Map.of("target", "strict2", "cutover", "SEAMLESS", "strictTimeout", "HOLD"))
                .then()
                .statusCode(202)
                .body("cutover", is("SEAMLESS"))
                .body("strictTimeout", is("HOLD"));
    }

    @Test
    void whoPrefersToWaitHearsThatTheGuestMayMove() throws Exception {
        runs("ready1", "192.0.2.104");
        var answer = whileWaiting(
                "ready1", () -> Neighbors.progressMigration("ready1", 2, "node2", MigrationPhase.READY, null));

        answer.then().statusCode(201).header("Location", notNullValue()).body("phase", is("READY"));
    }

    @Test
    void whoPrefersToWaitHearsWhyTheTargetWasNotMadeReady() throws Exception {
        runs("ready2", "192.0.2.105");
        var answer = whileWaiting(
                "ready2",
                () -> Neighbors.progressMigration(
                        "ready2", 2, "node2", MigrationPhase.FAILED, "node2 did not report in 30 s"));

        answer.then()
                .statusCode(409)
                .body("type", is(PROBLEM + "migration-failed"))
                .body("detail", is("the migration is FAILED: node2 did not report in 30 s"));
        get("/v1/vms/ready2").body("state", is("ADDRESSED")).body("node", is("node1"));
        get("/v1/vms/ready2").body("migration.detail", is("node2 did not report in 30 s"));
    }

    private static Response whileWaiting(String vm, Runnable then) throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = clients.submit(() -> given().header("Prefer", "wait=30")
                    .contentType(ContentType.JSON)
                    .body(Map.of("target", "node2"))
                    .post("/v1/vms/" + vm + "/migrations"));
            Neighbors.vmEvents(vm, 2);
            assertThat(answer).isNotDone();
            then.run();
            return answer.get();
        }
    }

    @Test
    void aWaitThatEndsBeforeTheTargetIsReadyClaimsNothing() {
        runs("ready3", "192.0.2.106");

        given().header("Prefer", "wait=1")
                .contentType(ContentType.JSON)
                .body(Map.of("target", "node2"))
                .post("/v1/vms/ready3/migrations")
                .then()
                .statusCode(202)
                .body("phase", is("PREPARING"));
    }

    @Test
    void aCancelledMigrationIsOverWhenItIsOverForRoutingServiceToo() {
        runs("cancel1", "192.0.2.107");
        var migration = migrates("cancel1", "node2");

        given().delete(migration).then().statusCode(202).body("phase", is("CANCELLED"));
        given().header("Prefer", "wait=1").delete(migration).then().statusCode(202);
        get("/v1/vms/cancel1").body("state", is("ADDRESSED")).body("node", is("node1"));
        Neighbors.progressMigration("cancel1", 2, "node2", MigrationPhase.CANCELLED, null);
        given().header("Prefer", "wait=30")
                .delete(migration)
                .then()
                .statusCode(200)
                .body("phase", is("CANCELLED"))
                .body("proof.proved", is(true));

        post("/v1/vms/cancel1/stop").then().statusCode(202).body("generation", is(2));
        assertThat(Neighbors.vmEvents("cancel1", 4))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(
                        VmCreated.class, VmMigrationStarted.class, VmMigrationCancelled.class, VmStopped.class);
    }

    @Test
    void aGuestThatArrivedBeforeTheCancellationWasHeardCounts() {
        runs("cancel2", "192.0.2.108");
        var migration = migrates("cancel2", "node2");
        given().delete(migration).then().statusCode(202).body("phase", is("CANCELLED"));

        Neighbors.progressMigration("cancel2", 2, "node2", MigrationPhase.SWITCHED, null);
        given().header("Prefer", "wait=30")
                .delete(migration)
                .then()
                .statusCode(409)
                .body("type", is(PROBLEM + "wrong-state"));

        get(migration).body("phase", is("SWITCHED")).body("times.CANCELLED", notNullValue());
        get("/v1/vms/cancel2")
                .body("node", is("node2"))
                .body("generation", is(2))
                .body("state", is("MIGRATING"));
    }

    /** Whichever of the two is decided first: the guest is where it was seen. */
    @Test
    void cancellationsAndArrivalsThatRaceEndWhereTheGuestIs() throws Exception {
        var vms = IntStream.range(0, 8).mapToObj(i -> "race-move-" + i).toList();
        vms.forEach(vm -> runs(vm, "192.0.2.11" + vm.charAt(vm.length() - 1)));
        var migrations = vms.stream().map(vm -> migrates(vm, "node2")).toList();

        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var cancellations = migrations.stream()
                    .<Callable<Integer>>map(
                            migration -> () -> given().delete(migration).statusCode());
            var arrivals = vms.stream().<Callable<Integer>>map(vm -> () -> {
                Neighbors.progressMigration(vm, 2, "node2", MigrationPhase.SWITCHED, null);
                return 202;
            });
            assertThat(clients.invokeAll(Stream.concat(cancellations, arrivals).toList()))
                    .extracting(Future::resultNow)
                    .isSubsetOf(202, 409);
        }

        migrations.forEach(migration -> awaitPhase(migration, "SWITCHED"));
        vms.forEach(vm -> get("/v1/vms/" + vm).body("node", is("node2")).body("generation", is(2)));
    }

    @Test
    void theSameMigrationAgainIsTheSameOneAndAnotherIsRefused() {
        Neighbors.announceNode("node3", "lab");
        runs("again2", "192.0.2.120");
        var migration = migrates("again2", "node2");

        assertThat(migrates("again2", "node2")).isEqualTo(migration);
        post("/v1/vms/again2/migrations", Map.of("target", "node2", "cutover", "STRICT"))
                .then()
                .statusCode(409)
                .body("type", is(PROBLEM + "wrong-state"))
                .body("field", is("cutover"));
        post("/v1/vms/again2/migrations", Map.of("target", "node2", "strictTimeout", "PROCEED"))
                .then()
                .statusCode(409)
                .body("type", is(PROBLEM + "wrong-state"))
                .body("field", is("strictTimeout"));
        post("/v1/vms/again2/migrations", Map.of("target", "node3"))
                .then()
                .statusCode(409)
                .body("type", is(PROBLEM + "wrong-state"))
                .body("field", is("target"))
                .body("detail", endsWith("is open; cancel it first"));
        given().delete(migration).then().statusCode(202);
        get(migrates("again2", "node3")).body("generation", is(3));
    }

    @ParameterizedTest
    @CsvSource({
        "node1,        409, wrong-state,   target",
        "node-unknown, 422, unknown-node,  target",
        "no node,      400, invalid-field, target"
    })
    void aWrongTargetIsToldWhatIsWrong(String target, int status, String type, String field) {
        var vm = "wrong-" + status;
        runs(vm, "192.0.2.130");

        post("/v1/vms/" + vm + "/migrations", Map.of("target", target))
                .then()
                .statusCode(status)
                .body("type", is(PROBLEM + type))
                .body("field", is(field));
    }

    @Test
    void aRequestThatLacksSomethingIsToldWhat() {
        post("/v1/vms/nobody/migrations", Map.of()).then().statusCode(400).body("field", is("target"));
        post("/v1/vms/nobody/migrations", Map.of("target", "node2", "cutover", "SLOW"))
                .then()
                .statusCode(400)
                .body("field", is("cutover"));
        post("/v1/vms/nobody/migrations", Map.of("target", "node2", "strictTimeout", "SOON"))
                .then()
                .statusCode(400)
                .body("field", is("strictTimeout"));
        post("/v1/vms/nobody/migrations", Map.of("target", "node2"))
                .then()
                .statusCode(404)
                .body("type", is(PROBLEM + "unknown-vm"));
        get("/v1/vms/nobody/migrations").statusCode(404).body("type", is(PROBLEM + "unknown-vm"));
    }

    @Test
    void whatHasNoAddressesOrDoesNotRunCannotMove() {
        post("/v1/vms", newVm("rests1", "node1")).then().statusCode(202);
        post("/v1/vms/rests1/migrations", Map.of("target", "node2"))
                .then()
                .statusCode(409)
                .body("type", is(PROBLEM + "wrong-state"))
                .body("detail", is("the VM has no addresses yet"));

        Neighbors.allocate("rests1", "192.0.2.131");
        awaitState("rests1", "ADDRESSED");
        post("/v1/vms/rests1/stop").then().statusCode(202);
        post("/v1/vms/rests1/migrations", Map.of("target", "node2")).then().statusCode(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "first"})
    void aMigrationThatIsNotThereIsNotFound(String id) {
        runs("none-" + id.charAt(0), "192.0.2.132");
        var path = "/v1/vms/none-" + id.charAt(0) + "/migrations/" + id;

        get(path).statusCode(404).body("type", is(PROBLEM + "not-found"));
        post(path + "/switch").then().statusCode(404).body("type", is(PROBLEM + "not-found"));
        given().delete(path).then().statusCode(404).body("type", is(PROBLEM + "not-found"));
    }

    @Test
    void aSwitchOfAMigrationThatWasGivenUpIsFollowedWithoutNotice() {
        runs("notice1", "192.0.2.133");
        var migration = migrates("notice1", "node2");
        given().delete(migration).then().statusCode(202);

        post(migration + "/switch")
                .then()
                .statusCode(202)
                .body("phase", is("SWITCHED"))
                .body("generation", is(3))
                .body("source", is("node1"));

        get(migration).body("phase", is("CANCELLED"));
        get("/v1/vms/notice1").body("node", is("node2")).body("generation", is(3));
    }

    @Test
    void aDeletionTakesAnOpenMigrationAndItsHistoryWithIt() {
        runs("gone2", "192.0.2.134");
        var migration = migrates("gone2", "node2");

        given().delete("/v1/vms/gone2").then().statusCode(202).body("generation", is(2));
        get(migration).body("phase", is("CANCELLED")).body("detail", is("the VM was deleted"));
        assertThat(Neighbors.vmEvents("gone2", 3).getLast())
                .isInstanceOfSatisfying(VmDeleted.class, deleted -> assertThat(deleted.generation())
                        .isEqualTo(Generation.of(2)));
        Neighbors.release("gone2", "192.0.2.134");
        awaitGone("gone2");
        get(migration).statusCode(404);

        post("/v1/vms", newVm("gone2", "node1")).then().statusCode(202).body("generation", is(3));
    }

    @Test
    void theLastHundredMigrationsAreRemembered() {
        runs("often1", "192.0.2.135");
        var first = migrates("often1", "node2");
        given().delete(first).then().statusCode(202);

        for (int i = 0; i < 100; i++) {
            Neighbors.send(new MigrationSwitched(VmId.of("often1"), NodeName.of(i % 2 == 0 ? "node2" : "node1")));
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> given().get("/v1/vms/often1").path("generation"), Integer.valueOf(102)::equals);
        get(first).statusCode(404);
        get("/v1/vms/often1/migrations")
                .body("items", hasSize(100))
                .body("items[0].generation", is(102))
                .body("items[99].generation", is(3));
    }

    @Test
    void whatIsSaidOfAnEarlierMigrationIsKeptToo() {
        runs("earlier1", "192.0.2.136");
        var there = migrates("earlier1", "node2");
        post(there + "/switch").then().statusCode(202);
        var back = migrates("earlier1", "node1");

        Neighbors.progressMigration("earlier1", 2, "node2", MigrationPhase.COMPLETED, null);
        awaitPhase(there, "COMPLETED");
        get("/v1/vms/earlier1/migrations").body("items.phase", contains("PREPARING", "COMPLETED"));
        get(back).body("phase", is("PREPARING"));
        get("/v1/vms/earlier1").body("node", is("node2")).body("state", is("MIGRATING"));
    }
}
