package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationFailed;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationStarted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.LiveMoves;
import io.ipfabric.lab.proof.LiveMoves.Moved;
import io.ipfabric.lab.proof.RouteMonitor;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live migration by the services, while packets flow from the core, from a guest of the source, and from a guest of another node. */
@InLab
class MigrationScenarioTest {

    private static final Logger LOG = Logger.getLogger(MigrationScenarioTest.class.getName());
    private static final Router NODE1 = LabPlan.node(1);
    private static final Router NODE2 = LabPlan.node(2);
    private static final String MOVER = "mover";

    private static final int MOVES = 4;

    /**
     * Without hairpin and redirect it is at least 140: FRR's way. How much less it is, is for the bench to say; here programs are cold, and the
     * machine has other things to do.
     */
    private static final int LOST_MAX = 70;

    /** The producer's word has to go through three services, which are cold. */
    private static final int LOST_WITHOUT_NOTICE_MAX = 500;

    private final Vms vms = new Vms();
    private final LiveMoves moves = new LiveMoves(vms);

    @BeforeEach
    void startVms() {
        vms.create(MOVER, "node1").orThrow("refused");
        vms.create("near", "node1").orThrow("refused");
        vms.create("far", "node2").orThrow("refused");
        List.of(MOVER, "near", "far").forEach(vms::awaitAnnounced);
        vms.await(MOVER, "confirmed", VmView::isConfirmed);
        Proofs.reachable(mover());
    }

    @AfterEach
    void removeVms() {
        for (var vm : List.of(MOVER, "near", "far")) {
            vms.delete(vm);
            vms.awaitGone(vm);
        }
    }

    private VmView mover() {
        return vms.find(MOVER).orElseThrow();
    }

    private static List<String> senders() {
        return List.of(LabPlan.core().namespace(), namespace("near"), namespace("far"));
    }

    private static String namespace(String vm) {
        return LabPlan.GUEST_PREFIX + vm;
    }

    @Test
    void seamlessLosesNothingThereAndBackAtOnce() throws InterruptedException {
        try (var core = RouteMonitor.start()) {
            long start = System.nanoTime();
            for (int move = 0; move < MOVES; move++) {
                var moved = moves.move(mover(), move % 2 == 0 ? NODE2 : NODE1, "SEAMLESS", senders());

                tell("seamless", moved);
                for (var report : moved.reports()) {
                    assertThat(report.lostBeyondAbsence()).as(report.toString()).isLessThanOrEqualTo(LOST_MAX);
                    assertThat(report.duplicates()).as(report.toString()).isZero();
                    assertThat(report.wrongTap()).as(report.toString()).isZero();
                }
            }
            for (var address : mover().addresses()) {
                assertThat(core.hasGoneSince(address, start))
                        .as("the core was without a route to " + address)
                        .isFalse();
            }
        }
        Settled.on(NODE1, vms, MOVER);
    }

    @Test
    void strictHasAGapAtTheCoreAlone() throws InterruptedException {
        var moved = moves.move(mover(), NODE2, "STRICT", senders());

        tell("strict", moved);
        assertThat(moved.from(LabPlan.core().namespace())).allSatisfy(report -> assertThat(report.lostBeyondAbsence())
                .as(report.toString())
                .isPositive());
        assertThat(moved.reports())
                .allSatisfy(report ->
                        assertThat(report.duplicates()).as(report.toString()).isZero());
        Settled.on(NODE2, vms, MOVER);
    }

    /** The producer only says that the guest has moved: what is lost is the time that its word takes. */
    @Test
    void withoutNoticeTheWordsWayIsLost() throws InterruptedException {
        try (var manager = new LifecycleProducer()) {
            var moved = moves.watch(
                    mover(),
                    NODE2,
                    senders(),
                    () -> manager.send(new MigrationSwitched(VmId.of(MOVER), NodeName.of("node2"))));
            tell("without notice", moved);
            assertThat(moved.mostLost()).isLessThanOrEqualTo(LOST_WITHOUT_NOTICE_MAX);
        }
        Settled.on(NODE2, vms, MOVER);
    }

    @Test
    void cancelledAndFailedMovesLeaveNothingBehind() {
        var target = NodeName.of("node3");
        vms.migrate(MOVER, "node3", "SEAMLESS").orThrow("no migration");
        var migration = vms.awaitPhase(MOVER, "PREPARING", "READY").migrationId();
        var answer = vms.cancel(MOVER, migration);
        if (answer.status() < 300) {
            var after = vms.awaitPhase(MOVER, "CANCELLED", "SWITCHED", "CONVERGING", "CLEANING", "COMPLETED");
            LOG.info(() -> "after the cancel: " + after.migrationPhase());
        }
        try (var manager = new LifecycleProducer()) {
            var there = mover().node();
            if (there.equals(NODE1)) {
                manager.send(new MigrationStarted(VmId.of(MOVER), NodeName.of("node1"), target, null, null));
                manager.send(new MigrationFailed(VmId.of(MOVER), target, "no memory"));
                vms.awaitPhase(MOVER, "FAILED", "CLEANING", "COMPLETED");
            }
        }
        Settled.on(mover().node(), vms, MOVER);
    }

    private static void tell(String what, Moved moved) {
        LOG.info(() -> what + ": absent for " + moved.absence().length().toNanos() / 1e6 + " ms");
        moved.reports().stream().map(FlowReport::toString).forEach(LOG::info);
    }
}
