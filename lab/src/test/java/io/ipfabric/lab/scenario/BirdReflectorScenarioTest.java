package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.bird.BirdReflector;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.lifecycle.LabStatus;
import io.ipfabric.lab.lifecycle.LabStatus.Row;
import io.ipfabric.lab.lifecycle.RoutingSuites;
import io.ipfabric.lab.network.PacketBlock;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.LiveMoves;
import io.ipfabric.lab.proof.RouteFacts;
import io.ipfabric.lab.proof.RouteMonitor;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Both reflectors run BIRD, and all that is known of them is what the observer hears as their client: it proves as much as FRR's BMP. The lab is that of
 * {@link KafkaAccessScenarioTest}, because each takes a minute to bring up.
 */
@InLab(with = {"--reflectors", "BIRD", "--kafka", "SASL"})
class BirdReflectorScenarioTest {

    private static final Logger LOG = Logger.getLogger(BirdReflectorScenarioTest.class.getName());
    private static final Router RR1 = LabPlan.reflectors().getFirst();
    private static final Router RR2 = LabPlan.reflectors().getLast();
    private static final Router NODE1 = LabPlan.node(1);
    private static final Router NODE2 = LabPlan.node(2);
    private static final Router NODE3 = LabPlan.node(3);
    private static final String VM = "sung";

    /** Nothing should be lost, and mostly nothing is, as the log tells; a machine with other work to do may stop for as long as this. */
    private static final int LOST_MAX = 250;

    /** It takes some hundred milliseconds, which the log tells. */
    private static final Duration TOLD_LIMIT = Duration.ofSeconds(10);

    /** For what must not happen, and would at once. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final Vms vms = new Vms();
    private RouteFacts facts;
    private VmView vm;

    @BeforeEach
    void startVm() {
        Held.awaitInSync(LabPlan.reflectors().size());
        facts = RouteFacts.fromNow();
        try (var core = RouteMonitor.start()) {
            long start = System.nanoTime();
            vms.create(VM, NODE1.name()).orThrow("refused");
            vm = vms.await(VM, "confirmed", VmView::isConfirmed);
            for (var address : vm.addresses()) {
                long routed = core.untilAdded(address, start).toMillis();
                LOG.info(() -> "POST → " + address + " in the core's kernel: " + routed + " ms");
                assertThat(awaitConfirmed(VM, address, start)).containsExactlyInAnyOrder(name(RR1), name(RR2));
            }
        }
    }

    @AfterEach
    void close() {
        facts.close();
    }

    @AfterAll
    static void downLeavesNothing() throws IOException {
        Leftovers.assertNoneAfterDown();
    }

    @Test
    void aVmLivesMovesAndIsReleased() throws InterruptedException {
        assertThat(LabStatus.read().orElseThrow().processes())
                .filteredOn(row -> row.name().endsWith("-bird"))
                .extracting(Row::name, Row::detail)
                .containsExactly(
                        tuple("fabric-rr1-bird", "4 of 4 sessions"), tuple("fabric-rr2-bird", "4 of 4 sessions"));
        Proofs.reachable(vm);

        movesWithoutLoss(NODE2);
        movesWithoutLoss(NODE1);

        releasedWhenNeitherHoldsIt();
    }

    private void movesWithoutLoss(Router target) throws InterruptedException {
        try (var core = RouteMonitor.start()) {
            long start = System.nanoTime();
            var moved = new LiveMoves(vms)
                    .move(
                            vms.find(VM).orElseThrow(),
                            target,
                            "SEAMLESS",
                            List.of(LabPlan.core().namespace()));

            LOG.info(() -> "the guest was away: " + moved.absence());
            moved.reports().stream().map(FlowReport::toString).forEach(LOG::info);
            assertThat(moved.reports()).hasSameSizeAs(vm.addresses()).allSatisfy(report -> {
                assertThat(report.lostBeyondAbsence()).as(report.toString()).isLessThanOrEqualTo(LOST_MAX);
                assertThat(report.duplicates()).as(report.toString()).isZero();
                assertThat(report.wrongTap()).as(report.toString()).isZero();
            });
            Settled.on(target, vms, VM);
            assertThat(completion(start).proved()).isTrue();
            assertThat(vm.addresses())
                    .as("what the core was without")
                    .noneMatch(address -> core.hasGoneSince(address, start));
        }
    }

    private MigrationProgressed completion(long start) {
        return facts.await(
                        "the end of the move",
                        start,
                        Vms.LIMIT,
                        RouteFacts.only(
                                MigrationProgressed.class, progress -> progress.phase() == MigrationPhase.COMPLETED))
                .event();
    }

    /** One of them does not hear the node's withdrawal, and holds the route until its hold time is over. */
    private void releasedWhenNeitherHoldsIt() {
        var address = vm.addresses().getFirst();
        long start = System.nanoTime();
        try (var _ = PacketBlock.ofBgp(RR1.namespace(), NODE1.underlay4())) {
            vms.delete(VM);
            boolean wasHeldByOneAlone = false;
            boolean isReleased = false;
            while (!isReleased) {
                // In this order: what is held after the release was held when it was told.
                isReleased = isReleased(address, start);
                boolean isHeld = Hop.hasPath(RR1, NODE1, address);
                assertThat(isReleased && isHeld)
                        .as("released while rr1 holds it")
                        .isFalse();
                wasHeldByOneAlone |= isHeld && !Hop.hasPath(RR2, NODE1, address);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Vms.LIMIT);
            }
            assertThat(wasHeldByOneAlone).as("rr1 held it for longer than rr2").isTrue();
        }
        vms.awaitGone(VM);
        Proofs.nowhere(vm);
    }

    private boolean isReleased(Address address, long start) {
        return facts.find(
                        start,
                        RouteFacts.only(
                                RouteWithdrawn.class,
                                withdrawn -> withdrawn.address().equals(address) && withdrawn.ended()))
                .isPresent();
    }

    /** One reflector is dead, the other one unseen: nothing is confirmed, nothing released. The dead one comes back, and proves both alone. */
    @Test
    void aKilledReflectorIsLostAndComesBack() {
        var address = vm.addresses().getFirst();
        try (var _ = PacketBlock.ofBgp(RR2.namespace(), LabPlan.HOST_MANAGEMENT)) {
            Held.awaitSight(RR2, address, "LOST");
            var killed = LabDirectory.ofMachine().processes().find("fabric-rr1-bird");
            killed.orElseThrow().kill();
            Held.awaitSight(RR1, address, "LOST");
            long start = System.nanoTime();

            vms.create("unseen", NODE1.name()).orThrow("refused");
            var unseen = vms.awaitAnnounced("unseen");
            vms.delete(VM);

            assertNothingIsProved(start);
            LabCommand.succeed("up");
            for (var each : unseen.addresses()) {
                assertThat(awaitConfirmed("unseen", each, start)).containsExactly(name(RR1));
            }
            vms.awaitGone(VM);
        }
        Held.awaitInSync(LabPlan.reflectors().size());
        Proofs.nowhere(vm);
        Proofs.reachable(vms.await("unseen", "confirmed", VmView::isConfirmed));
    }

    private void assertNothingIsProved(long start) {
        long end = System.nanoTime() + SILENCE.toNanos();
        while (System.nanoTime() < end) {
            assertThat(vms.find(VM)).as("it is not released").isPresent();
        }
        assertThat(facts.find(start, RouteFacts.only(RouteConfirmed.class, _ -> true)))
                .isEmpty();
        assertThat(facts.find(start, RouteFacts.only(RouteWithdrawn.class, RouteWithdrawn::ended)))
                .isEmpty();
    }

    /** A route to the VM by way of a node where it is not. It is no announcement of that node, and the VM's own route stays the one that counts. */
    @Test
    void aRouteThatSomebodyPutIntoAReflectorIsTold() throws IOException {
        var bird = (BirdReflector) RoutingSuites.ofMachine().of(RR2);
        var file = Files.writeString(bird.directory().resolve("by-hand.conf"), byHand(bird));
        long start = System.nanoTime();
        bird.configure(file);
        try {
            for (var address : vm.addresses()) {
                var stray = facts.await(
                        "the stray of " + address,
                        start,
                        TOLD_LIMIT,
                        RouteFacts.only(RouteStray.class, each -> each.address().equals(address)));
                LOG.info(() -> "stray told after " + stray.after().toMillis() + " ms: " + stray.event());
                assertThat(stray.event().vm()).isEqualTo(VmId.of(VM));
                assertThat(stray.event().reflector()).isEqualTo(name(RR2));
                assertThat(stray.event().peer()).isEqualTo(Address.of(RR2.underlay4()));
            }
            Proofs.reachable(vms.await(VM, "confirmed still", VmView::isConfirmed));
        } finally {
            bird.configure(bird.labConfiguration());
        }
    }

    /** What it runs, and static routes. */
    private String byHand(BirdReflector bird) {
        var text = new StringBuilder("include \"" + bird.labConfiguration() + "\";\n");
        for (var address : vm.addresses()) {
            boolean isIpv4 = address.family() == AddressFamily.IPV4;
            text.append("protocol static { ")
                    .append(isIpv4 ? "ipv4" : "ipv6")
                    .append("; route ")
                    .append(address.hostPrefix())
                    .append(" via ")
                    .append(isIpv4 ? NODE3.underlay4() : NODE3.underlay6())
                    .append("; }\n");
        }
        return text.toString();
    }

    private List<RouterName> awaitConfirmed(String id, Address address, long start) {
        var found = facts.await(
                address + " to be confirmed",
                start,
                Vms.LIMIT,
                RouteFacts.only(
                        RouteConfirmed.class,
                        confirmed -> confirmed.address().equals(address)
                                && confirmed.vm().equals(VmId.of(id))));
        return found.event().reflectors();
    }

    private static RouterName name(Router reflector) {
        return RouterName.of(reflector.name());
    }
}
