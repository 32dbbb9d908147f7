package io.ipfabric.vm.adapter.http;

import static io.ipfabric.vm.ServiceUnderTest.awaitGone;
import static io.ipfabric.vm.ServiceUnderTest.awaitState;
import static io.ipfabric.vm.ServiceUnderTest.newVm;
import static io.ipfabric.vm.ServiceUnderTest.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.http.testing.TestTokens;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.ipfabric.vm.adapter.http.EventReader.Sent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What whoever follows a VM hears, and that nothing of it is lost or told twice. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class VmEventsTest {

    private static final String PROBLEM = "urn:ip-fabric:problem:";

    @TestHTTPResource
    URI service = URI.create("/");

    @Inject
    Pool pool;

    @BeforeEach
    void theLabIsKnown() {
        ServiceUnderTest.knowsTheLab();
    }

    @Test
    void aWholeLifeIsTold() {
        post("/v1/vms", newVm("followed1", "node1")).then().statusCode(202);
        try (var reader = follow("followed1", null)) {
            assertThat(reader.response.statusCode()).isEqualTo(200);
            assertThat(reader.response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            assertThat(reader.next(1)).extracting(Sent::event).containsExactly("state");
            Neighbors.allocate("followed1", "192.0.2.210");
            assertThat(reader.next(2)).extracting(Sent::event).containsExactly("addresses", "state");
            Neighbors.announceRoute("followed1", "192.0.2.210", "node1", 1);
            Neighbors.confirmRoute("followed1", "192.0.2.210", "node1", 1);
            var routes = reader.next(3);
            assertThat(routes).extracting(Sent::event).containsExactly("route", "state", "route");
            assertThat(routes.getFirst().data())
                    .contains("\"change\":\"ANNOUNCED\"", "\"address\":\"192.0.2.210\"", "\"node\":\"node1\"");
            assertThat(routes.getLast().data()).contains("\"change\":\"CONFIRMED\"");
            post("/v1/vms/followed1/migrations", Map.of("target", "node1"))
                    .then()
                    .statusCode(409);
            assertThat(reader.next(1)).allSatisfy(rejected -> {
                assertThat(rejected.event()).isEqualTo("rejected");
                assertThat(rejected.data()).contains(PROBLEM + "wrong-state");
            });
            ServiceUnderTest.migrates("followed1", "node2");
            assertThat(reader.next(2)).extracting(Sent::event).containsExactly("migration", "state");
            Neighbors.progressMigration("followed1", 2, "node2", MigrationPhase.READY, null);
            assertThat(reader.next(1).getFirst().data()).contains("\"phase\":\"READY\"");
            given().delete("/v1/vms/followed1").then().statusCode(202);
            assertThat(reader.next(2)).extracting(Sent::event).containsExactly("migration", "state");
            Neighbors.release("followed1", "192.0.2.210");

            var last = reader.next(2);
            assertThat(last).extracting(Sent::event).containsExactly("route", "gone");
            assertThat(last.getFirst().data()).contains("\"change\":\"WITHDRAWN\"", "\"address\":\"192.0.2.210\"");
            assertThat(last.getLast().id()).isEqualTo("1-14");
            assertThat(reader.next()).isEqualTo(Sent.END);
        }
    }

    @Test
    void whoComesBackGoesOnWhereHeWas() {
        post("/v1/vms", newVm("followed2", "node1")).then().statusCode(202);
        Neighbors.allocate("followed2", "192.0.2.211");
        awaitState("followed2", "ADDRESSED");
        List<Sent> all;
        try (var reader = follow("followed2", null)) {
            all = reader.next(3);
        }
        assertThat(all).extracting(Sent::id).containsExactly("1-1", "1-2", "1-3");

        try (var reader = follow("followed2", "1-1")) {
            assertThat(reader.next(2)).isEqualTo(all.subList(1, 3));
            Neighbors.announceRoute("followed2", "192.0.2.211", "node1", 1);
            assertThat(reader.next(2)).extracting(Sent::id).containsExactly("1-4", "1-5");
        }
    }

    @Test
    void theEndIsToldAlsoToWhoComesAfterIt() {
        dies("followed3");
        try (var reader = follow("followed3", "1-1")) {
            var rest = reader.next(2);
            assertThat(rest).extracting(Sent::event).containsExactly("state", "gone");
            assertThat(reader.next()).isEqualTo(Sent.END);
        }
        given().header("Last-Event-ID", "1-3")
                .get("/v1/vms/followed3/events")
                .then()
                .statusCode(204);
    }

    @Test
    void aLaterLifeOfTheIdIsALifeOfItsOwn() {
        dies("followed4");
        post("/v1/vms", newVm("followed4", "node1")).then().statusCode(202);

        try (var reader = follow("followed4", null);
                var late = follow("followed4", "1-2")) {
            assertThat(reader.next(1)).extracting(Sent::id).containsExactly("2-1");
            assertThat(late.next(1)).extracting(Sent::id).containsExactly("1-3");
            assertThat(late.next()).isEqualTo(Sent.END);
        }
        try (var late = follow("followed4", "1-3")) {
            assertThat(late.next(1)).extracting(Sent::id).containsExactly("2-1");
        }
    }

    @Test
    void whatWasForgottenIsSaidToBeMissed() throws Exception {
        post("/v1/vms", newVm("followed5", "node1")).then().statusCode(202);
        for (int i = 0; i < 510; i++) {
            post("/v1/vms/followed5/migrations", Map.of("target", "node2"))
                    .then()
                    .statusCode(409);
        }
        assertThat(events("followed5")).isEqualTo(500);

        try (var reader = follow("followed5", "1-1")) {
            var first = reader.next(2);
            assertThat(first.getFirst()).isEqualTo(new Sent(null, "missed", "{\"events\":10}"));
            assertThat(first.getLast().id()).isEqualTo("1-12");
            assertThat(reader.next(499).getLast().id()).isEqualTo("1-511");
        }
    }

    @Test
    void silenceIsBrokenByComments() {
        post("/v1/vms", newVm("followed6", "node1")).then().statusCode(202);
        try (var reader = follow("followed6", null)) {
            reader.next(1);

            assertThat(reader.next()).isEqualTo(Sent.COMMENT);
        }
    }

    /** As another replica would commit it: what this one hears is the database's notification alone. */
    @Test
    void whatAnotherReplicaDidIsTold() throws Exception {
        post("/v1/vms", newVm("followed7", "node1")).then().statusCode(202);
        try (var reader = follow("followed7", null)) {
            reader.next(1);
            sql(
                    "update vm set told = 2, news = '[{\"number\": 2, \"type\": \"state\", \"data\": {\"state\": \"X\"}}]' where id = 'followed7'");

            assertThat(reader.next(1)).containsExactly(new Sent("1-2", "state", "{\"state\": \"X\"}"));
        }
    }

    @Test
    void whoTakesNothingIsCutOff() throws Exception {
        post("/v1/vms", newVm("followed8", "node1")).then().statusCode(202);
        sql(
                "insert into vm_event (vm, life, number, type, data) "
                        + "select 'followed8', 1, n, 'state', '\"' || repeat('x', 40000) || '\"' from generate_series(2, 400) n");
        sql("update vm set told = 400 where id = 'followed8'");

        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new java.net.InetSocketAddress(service.getHost(), service.getPort()));
            socket.getOutputStream()
                    .write(("GET /v1/vms/followed8/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + TestTokens.of(io.ipfabric.credentials.Role.VIEWER) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            TimeUnit.MILLISECONDS.sleep(EventStream.STALLED_MAX.plusSeconds(3).toMillis());

            assertThat(drain(socket)).isLessThan(399 * 40_000L);
        }
        try (var reader = follow("followed8", "1-399")) {
            assertThat(reader.next(1)).extracting(Sent::id).containsExactly("1-400");
        }
    }

    @Test
    void wrongPositionsAndUnknownVmsAreRefused() {
        post("/v1/vms", newVm("followed9", "node1")).then().statusCode(202);
        for (var wrong : List.of("soon", "1-2", "2-1")) {
            given().header("Last-Event-ID", wrong)
                    .get("/v1/vms/followed9/events")
                    .then()
                    .statusCode(400)
                    .body("type", is(PROBLEM + "invalid-field"))
                    .body("field", is("Last-Event-ID"));
        }
        given().get("/v1/vms/nobody/events").then().statusCode(404).body("type", is(PROBLEM + "unknown-vm"));
    }

    private EventReader follow(String vm, @Nullable String lastEventId) {
        return EventReader.of(service, vm, lastEventId);
    }

    /** It is created, deleted and gone: three events. */
    private static void dies(String vm) {
        post("/v1/vms", newVm(vm, "node1")).then().statusCode(202);
        given().delete("/v1/vms/{id}", vm).then().statusCode(202);
        Neighbors.release(vm);
        awaitGone(vm);
    }

    /** How much arrived before the connection ended. */
    private static long drain(Socket socket) throws IOException {
        socket.setSoTimeout((int) EventReader.PATIENCE.toMillis());
        long all = 0;
        var buffer = new byte[65_536];
        try {
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                all += read;
            }
        } catch (java.net.SocketException _) {
            // It was reset.
        }
        return all;
    }

    private long events(String vm) throws Exception {
        return pool.query("select count(*) from vm_event where vm = '" + vm + "'")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }

    private void sql(String statement) throws Exception {
        pool.query(statement)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
