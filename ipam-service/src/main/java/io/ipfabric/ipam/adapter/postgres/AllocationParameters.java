package io.ipfabric.ipam.adapter.postgres;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.ipam.domain.HeldAddress;
import io.ipfabric.ipam.domain.Released;
import io.ipfabric.ipam.domain.Tenancy;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes into the statements of {@link PostgresAllocationStore} as JSON: the components are the columns that a statement names. */
final class AllocationParameters {

    private AllocationParameters() {}

    record TakenRow(Address address, PoolName pool, SequenceNumber sequence) {
        static TakenRow of(HeldAddress held) {
            var allocation = held.allocation();
            return new TakenRow(allocation.address(), allocation.pool(), allocation.sequence());
        }
    }

    record MarkRow(PoolName name, BigInteger next) {
        static MarkRow of(Map.Entry<PoolName, BigInteger> mark) {
            return new MarkRow(mark.getKey(), mark.getValue());
        }
    }

    record LifeRow(VmId vm, Generation life) {}

    record TenancyRow(
            VmId vm,
            @Nullable Generation life,
            @Nullable AddressRequest request,
            @Nullable Instant until) {

        static TenancyRow of(VmId vm, Tenancy tenancy) {
            return tenancy instanceof Tenancy.Waiting(var life, var request, var until)
                    ? new TenancyRow(vm, life, request, until)
                    : new TenancyRow(vm, tenancy.life(), null, null);
        }
    }

    record HeldRow(Address address, SequenceNumber sequence, AllocationRow.State state, boolean ended) {

        static List<HeldRow> of(Tenancy tenancy) {
            return switch (tenancy) {
                case Tenancy.Vacant _, Tenancy.Waiting _ -> List.of();
                case Tenancy.Allocated(var _, var addresses) -> of(addresses, AllocationRow.State.ALLOCATED);
                case Tenancy.Releasing(var _, var addresses) -> of(addresses, AllocationRow.State.RELEASING);
            };
        }

        private static List<HeldRow> of(List<HeldAddress> addresses, AllocationRow.State state) {
            return addresses.stream()
                    .map(held -> new HeldRow(
                            held.allocation().address(), held.allocation().sequence(), state, held.routeEnded()))
                    .toList();
        }
    }

    record ReleasedRow(Address address, SequenceNumber sequence, Instant until) {
        static ReleasedRow of(Released released) {
            return new ReleasedRow(
                    released.allocation().address(), released.allocation().sequence(), released.coolingUntil());
        }
    }
}
