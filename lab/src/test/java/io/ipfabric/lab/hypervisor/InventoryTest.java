package io.ipfabric.lab.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
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
import java.util.List;
import org.junit.jupiter.api.Test;

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
