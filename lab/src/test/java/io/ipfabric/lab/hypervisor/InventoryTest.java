package io.ipfabric.lab.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.hypervisor.Guest.Move;
import io.ipfabric.lab.hypervisor.Guest.Order;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InventoryTest {

    private static final VmId VM = VmId.of("web");
    private static final NodeName NODE1 = NodeName.of("node1");
    private static final NodeName NODE2 = NodeName.of("node2");
    private static final Address ADDRESS = Address.of("198.51.100.7");
    private static final List<AllocatedAddress> ALLOCATED =
            List.of(new AllocatedAddress(ADDRESS, SequenceNumber.of(1), PoolName.of("public-v4")));

    private final Inventory inventory = new Inventory();

    @Test
    void aRunningVmIsAGuest() {
        inventory.apply(created(true));

        assertThat(inventory.guest(VM)).hasValueSatisfying(guest -> {
            assertThat(guest.node()).isEqualTo(NODE1);
            assertThat(guest.namespace()).isEqualTo("fabric-vm-web");
            assertThat(guest.addresses()).isEmpty();
        });
    }

    @Test
    void aVmThatIsNotSaidToRunIsNone() {
        inventory.apply(created(false));

        assertThat(inventory.guest(VM)).isEmpty();
    }

    @Test
    void addressesMayComeFirst() {
        inventory.apply(new AddressesAllocated(VM, Generation.of(1), ALLOCATED));
        inventory.apply(created(true));

        assertThat(inventory.guest(VM))
                .hasValueSatisfying(guest -> assertThat(guest.addresses()).containsExactly(ADDRESS));
    }

    @Test
    void aStoppedVmKeepsItsAddressesForItsStartElsewhere() {
        inventory.apply(created(true));
        inventory.apply(new AddressesAllocated(VM, Generation.of(1), ALLOCATED));

        inventory.apply(new VmStopped(VM, NODE1, Generation.of(1)));
        assertThat(inventory.guest(VM)).isEmpty();

        inventory.apply(new VmStarted(VM, NODE2, Generation.of(2)));
        assertThat(inventory.guest(VM)).hasValueSatisfying(guest -> {
            assertThat(guest.node()).isEqualTo(NODE2);
            assertThat(guest.addresses()).containsExactly(ADDRESS);
        });
    }

    @Test
    void aDeletedVmIsForgotten() {
        inventory.apply(created(true));
        inventory.apply(new AddressesAllocated(VM, Generation.of(1), ALLOCATED));
        inventory.apply(new VmDeleted(VM, Generation.of(1)));
        inventory.apply(new AddressesReleased(VM, Generation.of(1), ALLOCATED));

        assertThat(inventory.vms()).isEmpty();
        inventory.apply(created(true));
        assertThat(inventory.guest(VM))
                .hasValueSatisfying(guest -> assertThat(guest.addresses()).isEmpty());
    }

    @Test
    void whatIsSaidOfAnUnknownVmIsNotHeard() {
        inventory.apply(new VmStarted(VM, NODE1, Generation.of(1)));
        inventory.apply(new VmStopped(VM, NODE1, Generation.of(1)));

        assertThat(inventory.vms()).isEmpty();
    }

    /** The table of {@link Inventory}: what a guest is to do after each pair of the two topics' last words. */
    @ParameterizedTest
    @CsvSource({
        "false,           , node1, PREPARE",
        "false, PREPARING , node1, PREPARE",
        "false, READY     , node1, GO",
        "false, SWITCHED  , node2,",
        "false, CONVERGING, node2,",
        "false, CLEANING  , node2,",
        "false, COMPLETED , node2,",
        "false, CANCELLED , node1,",
        "false, FAILED    , node1,",
        "true ,           , node1, STAY",
        "true , PREPARING , node1, STAY",
        "true , READY     , node1, STAY",
        "true , SWITCHED  , node2,",
        "true , CONVERGING, node2,",
        "true , CLEANING  , node2,",
        "true , COMPLETED , node2,",
        "true , CANCELLED , node1,",
        "true , FAILED    , node1,",
    })
    void aMigrationIsOrderedByWhatBothTopicsSaid(
            boolean isGivenUp, @Nullable MigrationPhase phase, String node, @Nullable Order order) {
        inventory.apply(created(true));
        if (phase != null) {
            // Before the migration itself was heard of: nothing orders the topics.
            inventory.apply(progressed(2, phase));
        }
        inventory.apply(new VmMigrationStarted(VM, NODE1, NODE2, Generation.of(2), CutoverPolicy.SEAMLESS, null));
        if (isGivenUp) {
            inventory.apply(new VmMigrationCancelled(VM, Generation.of(2)));
        }

        assertThat(inventory.guest(VM)).hasValueSatisfying(guest -> {
            assertThat(guest.node()).isEqualTo(NodeName.of(node));
            assertThat(guest.move()).isEqualTo(Optional.ofNullable(order).map(expected -> new Move(NODE2, expected)));
        });
    }

    @ParameterizedTest
    @EnumSource(MigrationPhase.class)
    void everyPhaseIsInTheTable(MigrationPhase phase) {
        inventory.apply(created(true));
        inventory.apply(new VmMigrationStarted(VM, NODE1, NODE2, Generation.of(2), CutoverPolicy.SEAMLESS, null));
        inventory.apply(progressed(2, phase));

        assertThat(inventory.guest(VM).flatMap(Guest::move).isPresent()).isEqualTo(phase.isBeforeSwitch());
    }

    @Test
    void whatIsSaidOfAnEarlierMigrationIsNotAboutThisOne() {
        inventory.apply(created(true));
        inventory.apply(progressed(2, MigrationPhase.READY));
        inventory.apply(new VmMigrationStarted(VM, NODE1, NODE2, Generation.of(3), CutoverPolicy.SEAMLESS, null));
        inventory.apply(progressed(2, MigrationPhase.SWITCHED));
        assertThat(inventory.guest(VM).flatMap(Guest::move)).contains(new Move(NODE2, Order.PREPARE));

        inventory.apply(progressed(3, MigrationPhase.READY));
        inventory.apply(progressed(2, MigrationPhase.COMPLETED));
        assertThat(inventory.guest(VM).flatMap(Guest::move)).contains(new Move(NODE2, Order.GO));
    }

    /** routing-service may be heard before vm-service, on whose word it acts. */
    @Test
    void itStaysWhereItMovedToWhenTheNextMigrationIsHeardOfFromRoutingServiceFirst() {
        inventory.apply(created(true));
        inventory.apply(new VmMigrationStarted(VM, NODE1, NODE2, Generation.of(2), CutoverPolicy.SEAMLESS, null));
        inventory.apply(progressed(2, MigrationPhase.COMPLETED));
        inventory.apply(progressed(3, MigrationPhase.PREPARING));

        assertThat(inventory.guest(VM)).hasValueSatisfying(guest -> {
            assertThat(guest.node()).isEqualTo(NODE2);
            assertThat(guest.move()).isEmpty();
        });
    }

    @Test
    void aCancelledNumberIsNotTheNextOnes() {
        inventory.apply(created(true));
        inventory.apply(new VmMigrationStarted(VM, NODE1, NODE2, Generation.of(3), CutoverPolicy.SEAMLESS, null));
        inventory.apply(new VmMigrationCancelled(VM, Generation.of(2)));

        assertThat(inventory.guest(VM).flatMap(Guest::move)).contains(new Move(NODE2, Order.PREPARE));
    }

    @Test
    void aSwitchIsTrueWithoutNotice() {
        inventory.apply(created(true));
        inventory.apply(new VmMigrationSwitched(VM, NODE2, Generation.of(2), CutoverPolicy.SEAMLESS, null));

        assertThat(inventory.guest(VM)).hasValueSatisfying(guest -> {
            assertThat(guest.node()).isEqualTo(NODE2);
            assertThat(guest.move()).isEmpty();
        });
    }

    @Test
    void itMovesBackFromWhereItIs() {
        inventory.apply(created(true));
        inventory.apply(new VmMigrationStarted(VM, NODE1, NODE2, Generation.of(2), CutoverPolicy.SEAMLESS, null));
        inventory.apply(progressed(2, MigrationPhase.CLEANING));
        inventory.apply(new VmMigrationStarted(VM, NODE2, NODE1, Generation.of(3), CutoverPolicy.SEAMLESS, null));

        assertThat(inventory.guest(VM)).hasValueSatisfying(guest -> {
            assertThat(guest.node()).isEqualTo(NODE2);
            assertThat(guest.move()).contains(new Move(NODE1, Order.PREPARE));
        });
    }

    @Test
    void whatStopsDoesNotMove() {
        inventory.apply(created(true));
        inventory.apply(new VmMigrationStarted(VM, NODE1, NODE2, Generation.of(2), CutoverPolicy.SEAMLESS, null));
        inventory.apply(new VmStopped(VM, NODE1, Generation.of(1)));
        inventory.apply(progressed(2, MigrationPhase.READY));
        assertThat(inventory.guest(VM)).isEmpty();

        inventory.apply(new VmStarted(VM, NODE1, Generation.of(3)));
        assertThat(inventory.guest(VM)).hasValueSatisfying(guest -> {
            assertThat(guest.node()).isEqualTo(NODE1);
            assertThat(guest.move()).isEmpty();
        });
    }

    private static MigrationProgressed progressed(long generation, MigrationPhase phase) {
        return new MigrationProgressed(VM, Generation.of(generation), NODE2, phase, true, null, Instant.EPOCH);
    }

    private static VmEvent created(boolean running) {
        var iface = new VmInterface(InterfaceName.of("web_net0"), null, null, MacAddress.of("02:00:0a:40:00:0a"));
        return new VmCreated(
                VM,
                VmName.of("web"),
                ClusterName.of("lab"),
                NODE1,
                Generation.of(1),
                List.of(AddressFamily.IPV4),
                List.of(),
                iface,
                running);
    }
}
