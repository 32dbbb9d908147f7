package io.ipfabric.ipam.application;

import io.ipfabric.ipam.domain.Pool;
import io.ipfabric.ipam.domain.PoolUsage;

/** @param draining it hands out nothing more and goes when it is empty */
public record StoredPool(Pool pool, boolean draining, PoolUsage usage) {}
