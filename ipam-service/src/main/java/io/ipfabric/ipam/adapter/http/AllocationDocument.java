package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.Allocation;
import io.ipfabric.ipam.domain.AllocationState;
import io.ipfabric.ipam.domain.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address that is not free, as it is shown.
 *
 * @param owner absent: nobody's, it cools down
 * @param ownerKind {@code VM}, or {@code MANUAL}: given by a person
 * @param since when the state began
 * @param until when it is free; absent: it is not cooling down
 */
record AllocationDocument(
        Address address,
        AddressFamily family,
        PoolName pool,
        SequenceNumber sequence,
        State state,
        @Nullable VmId owner,
        @Nullable OwnerKind ownerKind,
        Instant since,
        @Nullable Instant until) {

    enum State {
        ALLOCATED,
        RELEASING,
        COOLING_DOWN
    }

    enum OwnerKind {
        VM,
        MANUAL
    }

    static AllocationDocument of(Allocation allocation) {
        return switch (allocation.state()) {
            case AllocationState.Allocated(Owner.Vm(var vm)) -> of(allocation, State.ALLOCATED, vm, OwnerKind.VM, null);
            case AllocationState.Allocated(Owner.Manual(var owner)) ->
                of(allocation, State.ALLOCATED, owner, OwnerKind.MANUAL, null);
            case AllocationState.Releasing(var vm) -> of(allocation, State.RELEASING, vm, OwnerKind.VM, null);
            case AllocationState.CoolingDown(var until) -> of(allocation, State.COOLING_DOWN, null, null, until);
        };
    }

    private static AllocationDocument of(
            Allocation allocation,
            State state,
            @Nullable VmId owner,
            @Nullable OwnerKind kind,
            @Nullable Instant until) {
        var allocated = allocation.allocated();
        return new AllocationDocument(
                allocated.address(),
                allocated.address().family(),
                allocated.pool(),
                allocated.sequence(),
                state,
                owner,
                kind,
                allocation.since(),
                until);
    }
}
