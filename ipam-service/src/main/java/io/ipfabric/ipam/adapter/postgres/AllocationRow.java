package io.ipfabric.ipam.adapter.postgres;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.Allocation;
import io.ipfabric.ipam.domain.AllocationState;
import io.ipfabric.ipam.domain.HeldAddress;
import io.ipfabric.ipam.domain.Owner;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code allocation}, with its pool's cooldown. */
record AllocationRow(
        Address address,
        PoolName pool,
        SequenceNumber sequence,
        State state,
        @Nullable VmId owner,
        @Nullable OwnerKind ownerKind,
        boolean routeEnded,
        @Nullable Instant coolingUntil,
        Instant since,
        long cooldownMillis) {

    enum State {
        ALLOCATED,
        RELEASING,
        COOLING_DOWN
    }

    enum OwnerKind {
        VM,
        MANUAL;

        static OwnerKind of(Owner owner) {
            return switch (owner) {
                case Owner.Vm _ -> VM;
                case Owner.Manual _ -> MANUAL;
            };
        }
    }

    static final String SELECT = """
            select host(a.address) as address, a.pool, a.sequence, a.state, a.owner, a.owner_kind as "ownerKind",
                a.route_ended as "routeEnded", a.cooling_until as "coolingUntil", a.since, p.cooldown_millis as "cooldownMillis"
            from allocation a join pool p on p.name = a.pool
            """;

    /** What is not free: a row whose cooldown passed only remembers when that was. */
    static final String NOT_FREE = "(a.state <> 'COOLING_DOWN' or a.cooling_until > now())";

    HeldAddress held() {
        return new HeldAddress(allocated(), cooldown(), routeEnded);
    }

    Allocation allocation() {
        return new Allocation(allocated(), allocationState(), since, cooldown());
    }

    private AllocationState allocationState() {
        return switch (state) {
            case ALLOCATED -> new AllocationState.Allocated(ownerOf());
            case RELEASING -> new AllocationState.Releasing(ownerOf().id());
            case COOLING_DOWN -> new AllocationState.CoolingDown(present(coolingUntil, "cooling_until"));
        };
    }

    private Owner ownerOf() {
        var id = present(owner, "owner");
        return switch (present(ownerKind, "owner_kind")) {
            case VM -> new Owner.Vm(id);
            case MANUAL -> new Owner.Manual(id);
        };
    }

    private AllocatedAddress allocated() {
        return new AllocatedAddress(address, sequence, pool);
    }

    private Duration cooldown() {
        return Duration.ofMillis(cooldownMillis);
    }

    /** The table's checks promise it. */
    private <T> T present(@Nullable T value, String column) {
        if (value == null) {
            throw new IllegalStateException(address + " is " + state + " without " + column);
        }
        return value;
    }
}
