package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.hypervisor.MoveLog;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab's hypervisor moves guests as facts say: the test says them, so no service has a part in it. */
@InLab
class HypervisorScenarioTest {

    private static final Logger LOG = Logger.getLogger(HypervisorScenarioTest.class.getName());

    private static final VmId VM = VmId.of("mover");
    private static final String GUEST = LabPlan.GUEST_PREFIX + VM;
    private static final String TAP = VM + "_net0";
    private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:20");
    private static final Router NODE1 = LabPlan.node(1);
    private static final Router NODE2 = LabPlan.node(2);
    private static final List<Address> ADDRESSES =
            List.of(Address.of("198.51.100.220"), Address.of("2001:db8:100::ffff:20"));

    private final Path directory;
    private SecondHypervisor hypervisor;

    HypervisorScenarioTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void start() throws IOException, InterruptedException, ExecutionException {
        hypervisor = new SecondHypervisor(directory);
        tell(new VmCreated(
                VM,
                VmName.of(VM.value()),
                ClusterName.of(LabPlan.CLUSTER),
                NodeName.of(NODE1.name()),
                Generation.of(1),
                List.of(),
                ADDRESSES,
                new VmInterface(InterfaceName.of(TAP), null, null, MAC),
                true));
        tell(new AddressesAllocated(
                VM,
                Generation.of(1),
                ADDRESSES.stream()
                        .map(address -> new AllocatedAddress(address, SequenceNumber.of(1), PoolName.of("pool")))
                        .toList()));
        hypervisor.awaitReady();
        Poll.until("the guest to run on node1", Vms.LIMIT, () -> runsOn(NODE1) && hasAddresses());
    }

    @AfterEach
    void remove() throws IOException, InterruptedException, ExecutionException {
        try (var _ = hypervisor) {
            tell(new VmDeleted(VM, Generation.of(9)));
            Poll.until("the guest to be gone", Vms.LIMIT, () -> !Namespaces.exists(GUEST));
            assertThat(hasTap(NODE1)).isFalse();
            assertThat(hasTap(NODE2)).isFalse();
        }
    }

    @Test
    void aGuestMovesWhenTheTargetIsReadyAndBack() throws ExecutionException, InterruptedException, IOException {
        var namespace = identity();
        moveThere();
        var there = lastMove(1);
        assertThat(there.source()).isEqualTo(NodeName.of("node1"));
        assertThat(there.target()).isEqualTo(NodeName.of("node2"));

        tell(progressed(2, NODE2, MigrationPhase.SWITCHED));
        tell(progressed(2, NODE2, MigrationPhase.COMPLETED));
        tell(started(3, NODE2, NODE1));
        Poll.until("node1 to be prepared", Vms.LIMIT, () -> hasTap(NODE1));
        assertThat(runsOn(NODE2)).isTrue();
        tell(progressed(3, NODE1, MigrationPhase.READY));

        Poll.until("the guest to be back on node1", Vms.LIMIT, () -> runsOn(NODE1) && !hasTap(NODE2));
        assertThat(lastMove(2).target()).isEqualTo(NodeName.of("node1"));
        assertThat(hasAddresses()).isTrue();
        assertThat(identity()).isEqualTo(namespace);
    }

    /** What another guest's node had in mind about the addresses is put right by what the guest says on its arrival. */
    @Test
    void theNetworkIsToldOfTheArrival() throws ExecutionException, InterruptedException {
        tell(started(2, NODE1, NODE2));
        Poll.until("node2 to be prepared", Vms.LIMIT, () -> hasTap(NODE2));
        for (var address : ADDRESSES) {
            ip(
                    NODE2,
                    "neigh",
                    "replace",
                    address.toString(),
                    "lladdr",
                    "02:00:00:00:00:99",
                    "dev",
                    TAP,
                    "nud",
                    "stale");
        }
        tell(progressed(2, NODE2, MigrationPhase.READY));

        for (var address : ADDRESSES) {
            Poll.until("node2 to hear of " + address, Vms.LIMIT, () -> ip(
                            NODE2, "neigh", "show", address.toString(), "dev", TAP)
                    .contains(MAC.toString()));
        }
    }

    @Test
    void aCancelledMigrationLeavesNothingOnTheTarget() throws ExecutionException, InterruptedException {
        tell(started(2, NODE1, NODE2));
        Poll.until("node2 to be prepared", Vms.LIMIT, () -> hasTap(NODE2));

        tell(new VmMigrationCancelled(VM, Generation.of(2)));

        Poll.until("node2 to have nothing of it", Vms.LIMIT, () -> !hasTap(NODE2));
        // Too late for it.
        tell(progressed(2, NODE2, MigrationPhase.READY));
        tell(progressed(2, NODE2, MigrationPhase.CANCELLED));
        moveByProducer(3);
        assertThat(hypervisor.moves().entries()).hasSize(1);
    }

    @Test
    void aFailedMigrationLeavesNothingOnTheTarget() throws ExecutionException, InterruptedException {
        tell(started(2, NODE1, NODE2));
        Poll.until("node2 to be prepared", Vms.LIMIT, () -> hasTap(NODE2));

        tell(progressed(2, NODE2, MigrationPhase.FAILED));

        Poll.until("node2 to have nothing of it", Vms.LIMIT, () -> !hasTap(NODE2));
        assertThat(runsOn(NODE1)).isTrue();
        assertThat(hypervisor.moves().entries()).isEmpty();
    }

    @Test
    void whatItsProducerSaysHasHappenedHappens() throws ExecutionException, InterruptedException, IOException {
        var namespace = identity();

        moveByProducer(2);

        assertThat(identity()).isEqualTo(namespace);
        assertThat(hasAddresses()).isTrue();
    }

    @Test
    void aHypervisorThatWasKilledGoesOn() throws ExecutionException, InterruptedException, IOException {
        tell(started(2, NODE1, NODE2));
        Poll.until("node2 to be prepared", Vms.LIMIT, () -> hasTap(NODE2));
        hypervisor.kill();
        tell(progressed(2, NODE2, MigrationPhase.READY));

        hypervisor.restart();
        Poll.until(
                "the guest to move",
                Vms.LIMIT,
                () -> !hypervisor.moves().entries().isEmpty());
        // The guest has left node1, and its interface there is still to be deleted.
        hypervisor.kill();
        assertThat(runsOn(NODE2)).isTrue();
        hypervisor.restart();

        Poll.until("node1 to have nothing of it", Vms.LIMIT, () -> !hasTap(NODE1));
        assertThat(runsOn(NODE2)).isTrue();
        assertThat(hasAddresses()).isTrue();
        assertThat(hypervisor.moves().entries()).hasSize(1);
    }

    private void moveThere() throws ExecutionException, InterruptedException {
        tell(started(2, NODE1, NODE2));
        Poll.until("node2 to be prepared", Vms.LIMIT, () -> hasTap(NODE2));
        assertThat(runsOn(NODE1)).isTrue();
        assertThat(runsOn(NODE2)).isFalse();
        tell(progressed(2, NODE2, MigrationPhase.READY));
        Poll.until("the guest to run on node2 alone", Vms.LIMIT, () -> runsOn(NODE2) && !hasTap(NODE1));
    }

    private void moveByProducer(long generation) throws ExecutionException, InterruptedException {
        tell(new VmMigrationSwitched(
                VM, NodeName.of(NODE2.name()), Generation.of(generation), CutoverPolicy.SEAMLESS, null));
        Poll.until("the guest to run on node2 alone", Vms.LIMIT, () -> runsOn(NODE2) && !hasTap(NODE1));
    }

    private MoveLog.Entry lastMove(int count) {
        var moves = hypervisor.moves().entries();
        assertThat(moves).hasSize(count);
        var last = moves.getLast();
        LOG.info(() -> "absent for " + last.absence().toNanos() / 1000 + " µs");
        return last;
    }

    private void tell(FabricEvent event) throws ExecutionException, InterruptedException {
        hypervisor.tell(event);
    }

    private static VmMigrationStarted started(long generation, Router source, Router target) {
        return new VmMigrationStarted(
                VM,
                NodeName.of(source.name()),
                NodeName.of(target.name()),
                Generation.of(generation),
                CutoverPolicy.SEAMLESS,
                null);
    }

    private static MigrationProgressed progressed(long generation, Router target, MigrationPhase phase) {
        return new MigrationProgressed(
                VM, Generation.of(generation), NodeName.of(target.name()), phase, true, null, Instant.now());
    }

    /** The node's end of the pair has carrier: the guest's end is up. */
    private static boolean runsOn(Router node) {
        return Command.run("ip", "-n", node.namespace(), "link", "show", "dev", TAP)
                .output()
                .contains("LOWER_UP");
    }

    private static boolean hasTap(Router node) {
        return Namespaces.hasLink(node.namespace(), TAP);
    }

    private static boolean hasAddresses() {
        var shown = Command.run("ip", "-n", GUEST, "-o", "address", "show", "dev", "eth0")
                .output();
        return ADDRESSES.stream().allMatch(address -> shown.contains(" " + address.hostPrefix() + " "));
    }

    private static String ip(Router node, String... arguments) {
        var command = new ArrayList<>(List.of("ip", "-n", node.namespace()));
        command.addAll(List.of(arguments));
        return Command.output(command, "");
    }

    /** The same for as long as the namespace lives. */
    private static Object identity() throws IOException {
        return Files.getAttribute(Path.of("/run/netns", GUEST), "unix:ino");
    }
}
