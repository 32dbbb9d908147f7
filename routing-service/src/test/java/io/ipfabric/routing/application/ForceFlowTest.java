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
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.NodeReport.Heartbeat;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouteReport.ObservedInterface;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator's word over HTTP, between real topics and a real database; no node answers. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class ForceFlowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ClusterName CLUSTER = ClusterName.of("flow");
    private static final String PROBLEM = "urn:ip-fabric:problem:";
    private static final String PATH = "/v1/routes/198.51.100.8/force";
    private static final Map<String, String> WORD = Map.of("reason", "its power is off", "by", "night shift");
    private static final Gateways GATEWAYS =
            new Gateways(Address.of("192.0.2.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01"));

    @Inject
    BlockingTransaction transaction;

    private final NodeName node =
            NodeName.of("node-" + UUID.randomUUID().toString().substring(0, 8));
    private final NodeInstance instance = NodeInstance.of(UUID.randomUUID().toString());
    private final VmId vm = VmId.of("vm-" + UUID.randomUUID());
    private final AllocatedAddress address =
            new AllocatedAddress(Address.of("198.51.100.8"), SequenceNumber.of(11), PoolName.of("public"));

    @Test
    void what_nobody_proves_is_shown_counted_and_released_by_a_word() {
        try (var writer = new TopicWriter()) {
            introduceNode(writer, 0);
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(created(1));
            var announce = intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            writer.write(report(instance, announce.epoch(), true));
            events(1);
            word().then().statusCode(409).body("type", equalTo(PROBLEM + "nothing-to-force"));

            writer.write(new VmDeleted(vm, Generation.of(1)));
            intents(RouteIntent.Remove.class, 1);
            word().then().statusCode(409).body("type", equalTo(PROBLEM + "nothing-to-force"));
            halfAMinutePasses();

            await().atMost(PATIENCE).untilAsserted(() -> given().get("/v1/routes/198.51.100.8")
                    .then()
                    .body("waits[0].kind", equalTo("RELEASED"))
                    .body("waits[0].node", equalTo(node.value()))
                    .body("waits[0].lacks", equalTo(node + " has not reported"))
                    .body("waits[0].forceable", equalTo(true)));
            assertWaiting("1.0");

            word().then().statusCode(200).body("vm", equalTo(vm.value())).body("nodes", contains(node.value()));
            word().then().statusCode(200).body("nodes", contains(node.value()));

            var told = events(3);
            assertThat(told).hasSize(3);
            assertThat(told.get(1)).isInstanceOfSatisfying(SilenceForced.class, forced -> assertThat(forced.force())
                    .isEqualTo(new Force("its power is off", "night shift")));
            assertThat(told.get(2)).isInstanceOfSatisfying(RouteWithdrawn.class, gone -> assertThat(gone.ended())
                    .isTrue());
            given().get("/v1/routes/198.51.100.8")
                    .then()
                    .body("state", equalTo("WITHDRAWN"))
                    .body("intents[0].forced", notNullValue())
                    .body("waits", hasSize(0))
                    .body("history.find { it.event == 'FORCED' }.reason", equalTo("its power is off (night shift)"));
            assertWaiting("0.0");
        }
    }

    @ParameterizedTest
    @CsvSource({"'{}', reason", "'{\"reason\":\"  \"}', reason", "'{\"reason\":\"x\",\"by\":\"a\\tb\"}', by"})
    void a_word_without_a_reason_is_refused(String body, String field) {
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

    /** For what the VM waits. */
    private void halfAMinutePasses() {
        transaction.run(session -> session.createNativeQuery("""
                        update vm_routing set due = clock_timestamp(), state = jsonb_set(state, string_to_array(?2, ','),
                            to_jsonb(cast(clock_timestamp() - interval '30 seconds' as timestamptz)))
                        where vm = ?1
                        """)
                .setParameter(1, vm.value())
                .setParameter(2, "endpoints," + node + ",at")
                .executeUpdate());
    }

    /** Until its agent is told a manifest of a higher generation. */
    private void introduceNode(TopicWriter writer, long generation) {
        writer.write(new ClusterTopology(CLUSTER, Asn.of(65000), GATEWAYS, CutoverPolicy.SEAMLESS, List.of()));
        writer.write(new NodeTopology(node, CLUSTER, Address.of("192.0.2.11"), null, 5));
        // An agent repeats its heartbeat: the first may come before the node is known.
        await().atMost(PATIENCE).untilAsserted(() -> {
            writer.write(new Heartbeat(node, instance, false, 0, 0, List.of(), null, Instant.now()));
            try (var reader = TopicReader.of(Topic.ROUTE_INTENTS)) {
                assertThat(reader.read(
                                RouteIntent.class,
                                intent -> intent instanceof RouteIntent.Manifest manifest
                                        && manifest.node().equals(node)
                                        && manifest.generation() > generation,
                                1,
                                Duration.ofSeconds(2)))
                        .isNotEmpty();
            }
        });
    }

    private VmCreated created(long generation) {
        return new VmCreated(
                vm,
                VmName.of("flow"),
                CLUSTER,
                node,
                Generation.of(generation),
                List.of(AddressFamily.IPV4),
                List.of(),
                new VmInterface(InterfaceName.of("flow_net0"), null, null, MacAddress.of("02:00:00:00:00:10")),
                true);
    }

    private RouteReport report(NodeInstance from, Epoch epoch, boolean there) {
        return new RouteReport(
                node,
                from,
                vm,
                epoch,
                there ? new Forwarding.Local() : new Forwarding.None(),
                new ObservedInterface(there, there),
                List.of(new AddressReport(address.address(), there, there, there)),
                null,
                Instant.now());
    }

    private <I extends RouteIntent> List<I> intents(Class<I> kind, int wanted) {
        return intents(kind, wanted, PATIENCE);
    }

    private <I extends RouteIntent> List<I> intents(Class<I> kind, int wanted, Duration patience) {
        try (var reader = TopicReader.of(Topic.ROUTE_INTENTS)) {
            return reader
                    .read(RouteIntent.class, i -> kind.isInstance(i) && i.node().equals(node), wanted, patience)
                    .stream()
                    .map(kind::cast)
                    .toList();
        }
    }

    private List<RouteEvent> events(int wanted) {
        try (var reader = TopicReader.of(Topic.ROUTE_EVENTS)) {
            return reader.read(RouteEvent.class, event -> event.partitionKey().equals(vm.value()), wanted, PATIENCE);
        }
    }
}
