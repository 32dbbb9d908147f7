package io.ipfabric.ipam.domain;

import java.math.BigInteger;

/**
 * A pool in numbers: {@code capacity = reserved + allocated + coolingDown + available}, exactly, for any prefix.
 *
 * @param allocated held by somebody, those of deleted VMs whose routes are not yet withdrawn included
 * @param coolingDown nobody's, and not yet to be handed out
 */
public record PoolUsage(BigInteger capacity, BigInteger reserved, BigInteger allocated, BigInteger coolingDown) {

    public static PoolUsage of(Pool pool, long allocated, long coolingDown) {
        return new PoolUsage(
                pool.prefix().size(),
                pool.reservations().size(),
                BigInteger.valueOf(allocated),
                BigInteger.valueOf(coolingDown));
    }

    public BigInteger available() {
        return capacity.subtract(reserved).subtract(allocated).subtract(coolingDown);
    }
}
