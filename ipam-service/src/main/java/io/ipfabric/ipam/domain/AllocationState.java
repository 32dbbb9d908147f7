package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.VmId;
import java.time.Instant;

/** The state of an address that was handed out at least once; a free one has none. */
public sealed interface AllocationState {

    record Allocated(Owner owner) implements AllocationState {}

    /** Its VM is deleted, its route not yet proved withdrawn. */
    record Releasing(VmId vm) implements AllocationState {}

    record CoolingDown(Instant until) implements AllocationState {}
}
