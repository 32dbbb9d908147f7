package io.ipfabric.vm.adapter.http;

import static io.ipfabric.vm.ServiceUnderTest.awaitState;
import static io.ipfabric.vm.ServiceUnderTest.migrates;
import static io.ipfabric.vm.ServiceUnderTest.post;
import static io.ipfabric.vm.ServiceUnderTest.runs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of how long VMs wait for their routes. Others of these tests create VMs too, so only differences count. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class VmTimesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    MeterRegistry registry;

    @BeforeEach
    void theLabIsKnown() {
        ServiceUnderTest.knowsTheLab();
    }

    @Test
    void aCreationIsTimedOnceWhateverIsLostAndComesBackLater() {
        long announced = count("fabric.vm.announced", "create");
        long confirmed = count("fabric.vm.confirmed", "create");
        runs("timed1", "192.0.2.160");

        Neighbors.announceRoute("timed1", "192.0.2.160", "node1", 1);
        Neighbors.confirmRoute("timed1", "192.0.2.160", "node1", 1);
        awaitCount("fabric.vm.confirmed", "create", confirmed + 1);
        drift("timed1", "192.0.2.160");
        awaitState("timed1", "ADDRESSED");
        Neighbors.announceRoute("timed1", "192.0.2.160", "node1", 1);
        Neighbors.confirmRoute("timed1", "192.0.2.160", "node1", 1);
        awaitState("timed1", "RUNNING");
        await().atMost(PATIENCE).until(() -> isConfirmed("timed1"));

        assertThat(count("fabric.vm.announced", "create")).isEqualTo(announced + 1);
        assertThat(count("fabric.vm.confirmed", "create")).isEqualTo(confirmed + 1);
    }

    @Test
    void aStartIsTimedForItself() {
        long before = count("fabric.vm.announced", "start");
        runs("timed2", "192.0.2.161");
        Neighbors.announceRoute("timed2", "192.0.2.161", "node1", 1);
        awaitState("timed2", "RUNNING");

        post("/v1/vms/timed2/start", Map.of("node", "node2", "replaces", 1))
                .then()
                .statusCode(202);
        Neighbors.announceRoute("timed2", "192.0.2.161", "node2", 2);

        awaitCount("fabric.vm.announced", "start", before + 1);
    }

    @Test
    void phasesOfAMigrationAreTimedAndItsPlacementIsNot() {
        long starts = count("fabric.vm.announced", "start");
        long before = phases("preparing");
        runs("timed3", "192.0.2.162");
        migrates("timed3", "node2");

        // By a time that is after the migration's beginning, which this service dated.
        Neighbors.send(new MigrationProgressed(
                VmId.of("timed3"),
                Generation.of(2),
                NodeName.of("node2"),
                MigrationPhase.SWITCHED,
                true,
                null,
                Instant.now().plusSeconds(1)));
        Neighbors.announceRoute("timed3", "192.0.2.162", "node2", 2);

        await().atMost(PATIENCE).until(() -> phases("preparing") == before + 1);
        awaitState("timed3", "MIGRATING");
        assertThat(count("fabric.vm.announced", "start")).isEqualTo(starts);
    }

    @Test
    void vmsAreCountedByWhatIsShownOfThem() {
        runs("timed4", "192.0.2.163");

        await().atMost(PATIENCE)
                .until(() -> registry.get("fabric.vm.vms")
                                .tag("state", "addressed")
                                .gauge()
                                .value()
                        >= 1);
    }

    private static boolean isConfirmed(String vm) {
        return given().get("/v1/vms/{id}", vm).path("addresses[0].route.confirmed");
    }

    private static void drift(String vm, String address) {
        Neighbors.send(new RouteDrifted(
                VmId.of(vm),
                Address.of(address),
                SequenceNumber.of(1),
                NodeName.of("node1"),
                Epoch.of(1),
                "somebody deleted it",
                null,
                Instant.parse("2026-01-01T12:00:02Z")));
    }

    private void awaitCount(String timer, String asked, long wanted) {
        await().atMost(PATIENCE).until(() -> count(timer, asked) == wanted);
    }

    private long count(String timer, String asked) {
        return registry.get(timer).tag("asked", asked).timer().count();
    }

    private long phases(String phase) {
        return registry.get("fabric.vm.migration.phase").tag("phase", phase).timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }
}
