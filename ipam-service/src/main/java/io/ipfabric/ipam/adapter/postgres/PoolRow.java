package io.ipfabric.ipam.adapter.postgres;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.ipam.application.LockedPool;
import io.ipfabric.ipam.application.StoredPool;
import io.ipfabric.ipam.domain.Pool;
import io.ipfabric.ipam.domain.PoolUsage;
import io.ipfabric.ipam.domain.Reservations;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;

/** A row of {@code pool}; with {@code allocated} and {@code coolingDown} where they were counted. */
record PoolRow(
        PoolName name,
        ClusterName cluster,
        Prefix prefix,
        List<Prefix> reservations,
        long cooldownMillis,
        BigInteger nextOffset,
        boolean draining,
        long allocated,
        long coolingDown) {

    static final String COLUMNS = """
            p.name, p.cluster, text(p.prefix) as prefix, p.reservations, p.cooldown_millis as "cooldownMillis",
            p.next_offset as "nextOffset", p.draining""";

    static final String COUNTS = """
            (select count(*) from allocation a where a.pool = p.name and a.state <> 'COOLING_DOWN') as allocated,
            (select count(*) from allocation a where a.pool = p.name and a.state = 'COOLING_DOWN' and a.cooling_until > now())
                as "coolingDown\"""";

    static final String NOT_COUNTED = "0 as allocated, 0 as \"coolingDown\"";

    Pool pool() {
        return new Pool(name, cluster, prefix, new Reservations(reservations), Duration.ofMillis(cooldownMillis));
    }

    LockedPool locked() {
        return new LockedPool(pool(), nextOffset);
    }

    StoredPool stored() {
        return new StoredPool(pool(), draining, PoolUsage.of(pool(), allocated, coolingDown));
    }
}
