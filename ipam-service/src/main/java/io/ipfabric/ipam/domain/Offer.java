package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.PoolName;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** What the pools of a cluster have for a request. Made under the locks of these pools, so it holds until the transaction ends. */
public sealed interface Offer {

    /**
     * Everything that is wanted.
     *
     * @param nextOffsets the new high-water marks of pools that a never-used address is from
     */
    record Offered(List<HeldAddress> addresses, Map<PoolName, BigInteger> nextOffsets) implements Offer {
        public Offered {
            addresses = List.copyOf(addresses);
            nextOffsets = Map.copyOf(nextOffsets);
        }
    }

    /** It refers to a pool that is not known; it may be in a moment. */
    record Unknown(Problem problem) implements Offer {}

    /** It cannot be had. */
    record Refused(Problem problem) implements Offer {}
}
