package io.ipfabric.ipam.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.ipam.domain.Pool;
import io.ipfabric.ipam.domain.Reservations;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.testing.FabricBackends;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More pools than have series. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class PoolGaugesTest {

    /** Before those of all other tests. */
    private static final PoolName FIRST = PoolName.of("a-1-gauged");

    private static final PoolName SECOND = PoolName.of("a-2-gauged");

    @Inject
    BlockingTransaction transaction;

    @Inject
    PoolStore store;

    @Inject
    PoolCatalogue pools;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void poolsAreMade() {
        assertThat(isMade(FIRST, "2001:db8:fffe::/64")).isTrue();
        assertThat(isMade(SECOND, "2001:db8:ffff::/64")).isTrue();
    }

    private boolean isMade(PoolName name, String prefix) {
        var block = Prefix.of(prefix);
        var pool = new Pool(name, ClusterName.of("gauged"), block, Reservations.of(block, List.of()), Duration.ZERO);
        return transaction.run(session -> store.insert(session, pool));
    }

    @AfterEach
    void poolsAreGone() {
        for (var name : List.of(FIRST, SECOND)) {
            transaction.run(session -> pools.drain(session, name));
        }
    }

    @Test
    void those_that_have_no_series_are_counted() throws Throwable {
        long all = transaction.run(store::count);
        assertThat(all).isGreaterThanOrEqualTo(2);
        var gauges = new PoolGauges(pools, registry, 1);

        VertxContextSupport.subscribeAndAwait(gauges::look);

        assertThat(registry.get("fabric.ipam.pool.addresses").gauges())
                .hasSize(4)
                .allSatisfy(gauge -> assertThat(gauge.getId().getTag("pool")).isEqualTo(FIRST.value()));
        // Other tests' pools may still go meanwhile.
        assertThat(registry.get("fabric.ipam.pools.left.out").gauge().value()).isBetween(1.0, all - 1.0);
    }

    @Test
    void where_all_have_series_none_is_left_out() throws Throwable {
        var gauges = new PoolGauges(pools, registry, 500);

        VertxContextSupport.subscribeAndAwait(gauges::look);

        assertThat(registry.get("fabric.ipam.pools.left.out").gauge().value()).isZero();
        assertThat(registry.get("fabric.ipam.pool.addresses")
                        .tag("pool", SECOND.value())
                        .gauges())
                .hasSize(4);
    }
}
