package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.ipam.application.StoredPool;
import java.math.BigInteger;
import java.util.List;

/**
 * A pool as it is shown. The counts are exact: {@code capacity = reserved + allocated + coolingDown + available}.
 *
 * @param reservations what is never handed out, {@code reserved} addresses in all
 * @param state {@code ACTIVE}, or {@code DRAINING}: it hands out nothing more and goes when it is empty
 */
record PoolDocument(
        PoolName name,
        ClusterName cluster,
        Prefix prefix,
        AddressFamily family,
        List<Prefix> reservations,
        String cooldown,
        State state,
        BigInteger capacity,
        BigInteger allocated,
        BigInteger reserved,
        BigInteger coolingDown,
        BigInteger available) {

    enum State {
        ACTIVE,
        DRAINING
    }

    static PoolDocument of(StoredPool stored) {
        var pool = stored.pool();
        var usage = stored.usage();
        return new PoolDocument(
                pool.name(),
                pool.cluster(),
                pool.prefix(),
                pool.family(),
                pool.reservations().blocks(),
                pool.cooldown().toString(),
                stored.draining() ? State.DRAINING : State.ACTIVE,
                usage.capacity(),
                usage.allocated(),
                usage.reserved(),
                usage.coolingDown(),
                usage.available());
    }
}
