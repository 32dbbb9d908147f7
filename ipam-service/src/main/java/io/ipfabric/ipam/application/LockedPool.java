package io.ipfabric.ipam.application;

import io.ipfabric.ipam.domain.Pool;
import java.math.BigInteger;

/** A pool whose row is locked until the transaction ends, and its high-water mark. */
public record LockedPool(Pool pool, BigInteger nextOffset) {}
