package io.ipfabric.vm.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Labels;
import io.ipfabric.vm.domain.Migration;
import io.ipfabric.vm.domain.VmDecider;
import io.ipfabric.vm.domain.VmInput;
import io.ipfabric.vm.domain.VmInput.AddressesAllocated;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.Destination;
import io.ipfabric.vm.domain.VmInput.FailMigration;
import io.ipfabric.vm.domain.VmInput.MigrationProgressed;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A restart between any two inputs: what is read back is what was decided. */
class VmRowTest {

    private static final NodeName NODE1 = NodeName.of("node1");
    private static final Destination NODE2 =
            new Destination(NodeName.of("node2"), true, CutoverPolicy.STRICT, StrictTimeout.HOLD);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.123Z");

    private static final VmRequest REQUEST = new VmRequest(
            VmId.of("vm-1"),
            VmName.of("web1"),
            ClusterName.of("lab"),
            NODE1,
            List.of(),
            List.of(),
            InterfaceRequest.DEFAULT,
            Labels.NONE,
            true);

    private static final List<VmInput> LIFE = List.of(
            new CreateVm(REQUEST, new Surroundings(true, true, true)),
            new AddressesAllocated(
                    Generation.of(1),
                    List.of(new AllocatedAddress(
                            Address.of("192.0.2.10"), SequenceNumber.of(7), PoolName.of("public")))),
            new StartMigration(new UUID(0, 1), null, NODE2, null, null),
            new FailMigration(NODE2.node(), "no memory"),
            new StartMigration(new UUID(0, 2), NODE1, NODE2, CutoverPolicy.SEAMLESS, StrictTimeout.PROCEED),
            new MigrationProgressed(
                    Generation.of(3), NODE2.node(), MigrationPhase.READY, false, "waits for rr2", NOW.plusSeconds(1)),
            new MigrationProgressed(
                    Generation.of(3), NODE2.node(), MigrationPhase.SWITCHED, true, null, NOW.plusSeconds(2)),
            new StartMigration(
                    new UUID(0, 3),
                    null,
                    new Destination(NODE1, true, CutoverPolicy.STRICT, StrictTimeout.HOLD),
                    null,
                    null),
            new StopVm(null),
            new DeleteVm(null));

    @Test
    void isReadBackAsItWasWritten() {
        VmState state = new Absent();
        for (var input : LIFE) {
            assertThat(VmDecider.decide(state, input, NOW)).isInstanceOf(Transition.class);
            if (VmDecider.decide(state, input, NOW) instanceof Transition(Present vm, var _)) {
                assertThat(VmRow.of(vm).state()).isEqualTo(vm);
                state = vm;
            }
        }
    }

    @Test
    void aMigrationThatWasStoredWithoutATimeoutHolds() {
        var migration = StoredJson.read("""
                {"id": "00000000-0000-0000-0000-000000000001", "generation": 2, "source": "node1", "target": "node2",
                 "cutover": "STRICT", "progress": {"phase": "READY", "times": {}}}
                """, Migration.class);

        assertThat(migration.strictTimeout()).isEqualTo(StrictTimeout.HOLD);
        assertThat(StoredJson.read(StoredJson.write(migration), Migration.class))
                .isEqualTo(migration);
    }
}
