package io.ipfabric.routing.application;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.testing.TestTokens;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator's word over HTTP, between real topics and a real database; no node answers. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class ForceFlowTest {

    private static final Duration PATIENCE = SpokenFabric.PATIENCE;
    private static final String PROBLEM = "urn:ip-fabric:problem:";
    private static final String PATH = "/v1/routes/198.51.100.8/force";
    private static final Map<String, String> WORD = Map.of("reason", "its power is off");

    @Inject
    BlockingTransaction transaction;

    private final SpokenFabric fabric = new SpokenFabric("198.51.100.8");
    private final NodeName node = fabric.node;
    private final NodeInstance instance = fabric.instance;
    private final VmId vm = fabric.vm;
    private final AllocatedAddress address = fabric.address;

    @Test
    void what_nobody_proves_is_shown_counted_and_released_by_a_word() {
        try (var writer = new TopicWriter()) {
            fabric.introduceNode(writer, 0);
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(fabric.created(1));
            var announce =
                    fabric.intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            writer.write(fabric.report(instance, announce.epoch(), true));
            fabric.events(1);
            word().then().statusCode(409).body("type", equalTo(PROBLEM + "nothing-to-force"));

            writer.write(new VmDeleted(vm, Generation.of(1)));
            fabric.intents(RouteIntent.Remove.class, 1);
            word().then().statusCode(409).body("type", equalTo(PROBLEM + "nothing-to-force"));
            fabric.halfAMinutePasses(transaction);

            await().atMost(PATIENCE).untilAsserted(() -> given().get("/v1/routes/198.51.100.8")
                    .then()
                    .body("waits[0].kind", equalTo("RELEASED"))
                    .body("waits[0].node", equalTo(node.value()))
                    .body("waits[0].lacks", equalTo(node + " has not reported"))
                    .body("waits[0].forceable", equalTo(true)));
            assertWaiting("1.0");

            word().then().statusCode(200).body("vm", equalTo(vm.value())).body("nodes", contains(node.value()));
            word().then().statusCode(200).body("nodes", contains(node.value()));

            var told = fabric.events(3);
            assertThat(told).hasSize(3);
            assertThat(told.get(1)).isInstanceOfSatisfying(SilenceForced.class, forced -> assertThat(forced.force())
                    .isEqualTo(new Force("its power is off", TestTokens.SUBJECT)));
            assertThat(told.get(2)).isInstanceOfSatisfying(RouteWithdrawn.class, gone -> assertThat(gone.ended())
                    .isTrue());
            given().get("/v1/routes/198.51.100.8")
                    .then()
                    .body("state", equalTo("WITHDRAWN"))
                    .body("intents[0].forced", notNullValue())
                    .body("waits", hasSize(0))
                    .body(
                            "history.find { it.event == 'FORCED' }.reason",
                            equalTo("its power is off (" + TestTokens.SUBJECT + ")"));
            assertWaiting("0.0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', reason",
        "'{\"reason\":\"  \"}', reason",
        "'{\"reason\":\"x\",\"by\":\"a\\tb\"}', by",
        "'{\"reason\":\"x\",\"by\":\"bob\"}', by"
    })
    void a_word_without_a_reason_or_in_anothers_name_is_refused(String body, String field) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post(PATH)
                .then()
                .statusCode(400)
                .body("type", equalTo(PROBLEM + "invalid-field"))
                .body("field", equalTo(field));
    }

    @Test
    void nobodys_address_is_not_found() {
        given().contentType(ContentType.JSON)
                .body(WORD)
                .post("/v1/routes/203.0.113.77/force")
                .then()
                .statusCode(404)
                .body("type", equalTo(PROBLEM + "not-found"));
        given().contentType(ContentType.JSON)
                .body(WORD)
                .post("/v1/routes/none/force")
                .then()
                .statusCode(400);
    }

    private static Response word() {
        return given().contentType(ContentType.JSON).body(WORD).post(PATH);
    }

    private void assertWaiting(String count) {
        await().atMost(PATIENCE)
                .until(
                        () -> given().get("/q/metrics").asString(),
                        containsString("fabric_routing_waits_overdue{wait=\"released\"} " + count));
    }
}
