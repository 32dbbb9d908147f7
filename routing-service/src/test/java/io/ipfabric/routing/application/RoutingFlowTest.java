package io.ipfabric.routing.application;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The service between real topics and a real database; the test speaks for everyone else. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class RoutingFlowTest {

    private static final Duration PATIENCE = SpokenFabric.PATIENCE;

    @Inject
    IntentRecovery recovery;

    @Inject
    BlockingTransaction transaction;

    private final SpokenFabric fabric = new SpokenFabric("198.51.100.7");
    private final NodeName node = fabric.node;
    private final NodeInstance instance = fabric.instance;
    private final VmId vm = fabric.vm;
    private final AllocatedAddress address = fabric.address;
    private final AllocatedAddress later =
            new AllocatedAddress(address.address(), SequenceNumber.of(12), address.pool());

    @Test
    void from_creation_to_the_end_by_the_reports_of_the_node() {
        try (var writer = new TopicWriter()) {
            fabric.introduceNode(writer, 0);
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(fabric.created(1));

            var announce =
                    fabric.intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            assertThat(announce.addresses()).extracting(a -> a.address()).containsExactly(address.address());
            var manifest = fabric.intents(RouteIntent.Manifest.class, 2).getLast();
            assertThat(manifest.instance()).isEqualTo(instance);
            assertThat(manifest.endpoints()).isEqualTo(1);
            assertThat(manifest.digest()).isEqualTo(ManifestDigest.EMPTY.plus(vm, announce.epoch()));

            writer.write(fabric.report(NodeInstance.of(UUID.randomUUID().toString()), announce.epoch(), true));
            writer.write(fabric.report(instance, announce.epoch(), true));
            assertThat(fabric.events(1).getFirst()).isInstanceOf(RouteAnnounced.class);
            await().atMost(PATIENCE).untilAsserted(() -> given().get("/v1/routes/198.51.100.7")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("ANNOUNCED"))
                    .body("node", equalTo(node.value()))
                    .body("intents[0].proved", equalTo(true)));

            writer.write(new VmDeleted(vm, Generation.of(1)));
            var remove = fabric.intents(RouteIntent.Remove.class, 1).getFirst().endpoint();
            assertThat(remove.epoch().isAfter(announce.epoch())).isTrue();
            writer.write(fabric.report(instance, remove.epoch(), false));
            assertThat(fabric.events(2).getLast())
                    .isInstanceOfSatisfying(
                            RouteWithdrawn.class, e -> assertThat(e.ended()).isTrue());
            assertThat(fabric.intents(RouteIntent.Manifest.class, 3).getLast().digest())
                    .isEqualTo(ManifestDigest.EMPTY);

            writer.write(new AddressesReleased(vm, Generation.of(1), List.of(address)));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> given().get("/v1/routes/198.51.100.7").then().statusCode(404));
            // Told once more, late; then the id is used again.
            writer.write(fabric.created(1));
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(fabric.created(2));
            writer.write(new AddressesAllocated(vm, Generation.of(2), List.of(later)));
            var second = fabric.intents(RouteIntent.Announce.class, 2).getLast().endpoint();
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
            fabric.introduceNode(writer, 0);
            writer.write(new AddressesAllocated(vm, Generation.of(1), List.of(address)));
            writer.write(fabric.created(1));
            var announce =
                    fabric.intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            var known = fabric.intents(RouteIntent.Manifest.class, 2).getLast();

            restore();
            recovery.check();
            writer.write(new VmDeleted(vm, Generation.of(1)));

            var remove = fabric.intents(RouteIntent.Remove.class, 1).getFirst().endpoint();
            assertThat(remove.epoch().isAfter(announce.epoch())).isTrue();
            assertThat(fabric.intents(RouteIntent.Manifest.class, 3).getLast().generation())
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

            fabric.introduceNode(writer, known);
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
}
