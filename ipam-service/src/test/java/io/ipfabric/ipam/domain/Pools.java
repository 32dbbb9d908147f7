package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import java.time.Duration;
import java.util.Arrays;

/** Pools for tests. */
final class Pools {

    static final ClusterName LAB = ClusterName.of("lab");
    static final Duration COOLDOWN = Duration.ofSeconds(10);

    private Pools() {}

    static Pool pool(String name, String prefix, String... reserved) {
        var parsed = Prefix.of(prefix);
        var blocks = Arrays.stream(reserved).map(Prefix::of).toList();
        return new Pool(PoolName.of(name), LAB, parsed, Reservations.of(parsed, blocks), COOLDOWN);
    }
}
