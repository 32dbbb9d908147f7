package io.ipfabric.routing.application;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouteReport.ObservedInterface;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A STRICT move that goes on without proof, between real topics and a real database; its source does not answer. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class WaivedFlowTest {

    private static final String ADDRESS = "198.51.100.9";

    @Inject
    BlockingTransaction transaction;

    private final SpokenFabric source = new SpokenFabric(ADDRESS);
    private final SpokenFabric target = new SpokenFabric(ADDRESS);

    @Test
    void the_target_is_announced_before_the_source_that_does_not_answer_and_everybody_is_told() {
        try (var writer = new TopicWriter()) {
            source.introduceNode(writer, 0);
            target.introduceNode(writer, 0);
            writer.write(new AddressesAllocated(source.vm, Generation.of(1), List.of(source.address)));
            writer.write(source.created(1));
            var announce =
                    source.intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            writer.write(source.report(source.instance, announce.epoch(), true));
            source.events(1);

            writer.write(new VmMigrationSwitched(
                    source.vm, target.node, Generation.of(2), CutoverPolicy.STRICT, StrictTimeout.PROCEED));
            var deliver =
                    target.intents(RouteIntent.Prepare.class, 1).getFirst().endpoint();
            writer.write(delivers(deliver.epoch()));
            source.intents(RouteIntent.Withdraw.class, 1);
            source.halfAMinutePasses(transaction);

            var proceeding =
                    target.intents(RouteIntent.Announce.class, 1).getFirst().endpoint();
            assertThat(proceeding.announcement()).isEqualTo(new Announcement.Preferred(1));
            assertThat(proceeding.forwarding()).isEqualTo(new Forwarding.Local());
        }
        var told = source.events(6);
        assertThat(told)
                .filteredOn(ProofWaived.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        ProofWaived.class, waived -> assertThat(waived.node()).isEqualTo(source.node));
        assertThat(told.getLast())
                .isInstanceOfSatisfying(MigrationProgressed.class, progressed -> assertThat(progressed.proved())
                        .isFalse());
        await().atMost(SpokenFabric.PATIENCE).untilAsserted(() -> given().get("/v1/routes/" + ADDRESS)
                .then()
                .body("intents.findAll { it.waived != null }", hasSize(1))
                .body("intents.find { it.node == '" + source.node + "' }.waived", notNullValue())
                .body("waits[0].kind", equalTo("SOURCE_GONE"))
                .body("waits[0].node", equalTo(source.node.value()))
                .body("history.find { it.event == 'WAIVED' }.reason", equalTo(source.node + " has not reported")));
        assertThat(given().get("/q/metrics").asString()).contains("fabric_routing_proof_waived_total 1.0");
        await().atMost(SpokenFabric.PATIENCE)
                .until(
                        () -> given().get("/q/metrics").asString(),
                        containsString("fabric_routing_waits_overdue{wait=\"source_gone\"} 1.0"));
    }

    private RouteReport delivers(Epoch epoch) {
        return new RouteReport(
                target.node,
                target.instance,
                source.vm,
                epoch,
                new Forwarding.Local(),
                new ObservedInterface(true, true),
                List.of(new AddressReport(source.address.address(), true, false, false)),
                null,
                Instant.now());
    }
}
