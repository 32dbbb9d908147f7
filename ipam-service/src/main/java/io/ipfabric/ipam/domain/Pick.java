package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.PoolName;
import java.math.BigInteger;

/** Where a search for addresses ended. */
public sealed interface Pick {

    record Made(Offer offer) implements Pick {}

    /** The view of the pool was too small: read it on from this offset, below which nothing is free. */
    record ReadOn(PoolName pool, BigInteger offset) implements Pick {}
}
