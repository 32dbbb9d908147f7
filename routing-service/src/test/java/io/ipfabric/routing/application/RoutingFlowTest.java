package io.ipfabric.routing.application;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.NodeReport.Heartbeat;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
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
import io.ipfabric.contracts.value.FabricId;
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
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The service between real topics and a real database; the test speaks for everyone else. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class RoutingFlowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ClusterName CLUSTER = ClusterName.of("flow");
    private static final Gateways GATEWAYS =
            new Gateways(Address.of("192.0.2.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01"));

    @Inject
    IntentRecovery recovery;

    @Inject
    BlockingTransaction transaction;

    private final NodeName node =
            NodeName.of("node-" + UUID.randomUUID().toString().substring(0, 8));
    private final NodeInstance instance = NodeInstance.of(UUID.randomUUID().toString());
    private final VmId vm = VmId.of("vm-" + UUID.randomUUID());
    private final AllocatedAddress address =
            new AllocatedAddress(Address.of("198.51.100.7"), SequenceNumber.of(11), PoolName.of("public"));
    private final AllocatedAddress later =
            new AllocatedAddress(address.address(), SequenceNumber.of(12), address.pool());

    @Test
    void from_creation_to_the_end_by_the_reports_of_the_node() {
        try (var writer = new TopicWriter()) {
            introduceNode(writer, 0);
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(created(1));

            var announce = intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            assertThat(announce.addresses()).extracting(a -> a.address()).containsExactly(address.address());
            var manifest = intents(RouteIntent.Manifest.class, 2).getLast();
            assertThat(manifest.instance()).isEqualTo(instance);
            assertThat(manifest.endpoints()).isEqualTo(1);
            assertThat(manifest.digest()).isEqualTo(ManifestDigest.EMPTY.plus(vm, announce.epoch()));

            writer.write(report(NodeInstance.of(UUID.randomUUID().toString()), announce.epoch(), true));
            writer.write(report(instance, announce.epoch(), true));
            assertThat(events(1).getFirst()).isInstanceOf(RouteAnnounced.class);
            await().atMost(PATIENCE).untilAsserted(() -> given().get("/v1/routes/198.51.100.7")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("ANNOUNCED"))
                    .body("node", equalTo(node.value()))
                    .body("intents[0].proved", equalTo(true)));

            writer.write(new VmDeleted(vm, Generation.of(1)));
            var remove = intents(RouteIntent.Remove.class, 1).getFirst().endpoint();
            assertThat(remove.epoch().isAfter(announce.epoch())).isTrue();
            writer.write(report(instance, remove.epoch(), false));
            assertThat(events(2).getLast()).isInstanceOfSatisfying(RouteWithdrawn.class, e -> assertThat(e.ended())
                    .isTrue());
            assertThat(intents(RouteIntent.Manifest.class, 3).getLast().digest())
                    .isEqualTo(ManifestDigest.EMPTY);

            writer.write(new AddressesReleased(vm, Generation.of(1), List.of(address)));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> given().get("/v1/routes/198.51.100.7").then().statusCode(404));
            // Told once more, late; then the id is used again.
            writer.write(created(1));
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(created(2));
            writer.write(new AddressesAllocated(vm, Generation.of(2), List.of(later)));
            var second = intents(RouteIntent.Announce.class, 2).getLast().endpoint();
            assertThat(second.generation()).isEqualTo(Generation.of(2));
            assertThat(second.addresses()).extracting(a -> a.sequence()).containsExactly(later.sequence());
        }
    }

    @Test
    void a_wrong_question_is_answered_with_the_field() {
        for (var field : List.of("vm", "node", "state", "cursor", "limit")) {
            given().queryParam(field, "\0%")
                    .get("/v1/routes")
                    .then()
                    .statusCode(400)
                    .body("field", equalTo(field));
        }
    }

    @Test
    void after_the_restore_of_an_older_dump_intents_go_on_above_those_on_the_topic() {
        try (var writer = new TopicWriter()) {
            introduceNode(writer, 0);
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(created(1));
            var announce = intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            var known = intents(RouteIntent.Manifest.class, 2).getLast();

            restore();
            recovery.check();
            writer.write(new VmDeleted(vm, Generation.of(1)));

            var remove = intents(RouteIntent.Remove.class, 1).getFirst().endpoint();
            assertThat(remove.epoch().isAfter(announce.epoch())).isTrue();
            assertThat(intents(RouteIntent.Manifest.class, 3).getLast().generation())
                    .isGreaterThan(known.generation());
        }
    }

    @Test
    void a_node_that_the_dump_does_not_know_gets_manifests_above_those_that_its_agent_knows() {
        try (var writer = new TopicWriter()) {
            long known = lastEpoch() + 1_000;
            writer.write(new RouteIntent.Manifest(
                    FabricId.of(UUID.randomUUID().toString()), node, instance, known, 0, ManifestDigest.EMPTY, false));
            recovery.check();

            introduceNode(writer, known);
        }
    }

    @Test
    void a_database_that_is_not_behind_is_left_as_it_is() {
        recovery.check();
        long before = lastEpoch();

        recovery.check();

        assertThat(lastEpoch()).isEqualTo(before);
    }

    /** What the service knew of numbers when nothing was told yet. */
    private void restore() {
        transaction.run(session -> session.createNativeQuery("select setval('epoch', 1, false)", Long.class)
                .getSingleResult()
                .chain(() -> session.createNativeQuery("update node set manifest_generation = 0")
                        .executeUpdate()));
    }

    private long lastEpoch() {
        return transaction.run(session -> session.createNativeQuery("select last_value from epoch", Long.class)
                .getSingleResult());
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
