package io.ipfabric.ipam.adapter.postgres;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.ipam.domain.HeldAddress;
import io.ipfabric.ipam.domain.Released;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;

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

    record HeldRow(Address address, SequenceNumber sequence, boolean ended) {
        static HeldRow of(HeldAddress held) {
            return new HeldRow(held.allocation().address(), held.allocation().sequence(), held.routeEnded());
        }
    }

    record ReleasedRow(Address address, SequenceNumber sequence, Instant until) {
        static ReleasedRow of(Released released) {
            return new ReleasedRow(
                    released.allocation().address(), released.allocation().sequence(), released.coolingUntil());
        }
    }
}
