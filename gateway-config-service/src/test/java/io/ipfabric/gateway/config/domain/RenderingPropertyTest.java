package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.Prefix;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Equal clusters have equal texts, in whatever order they were described. */
class RenderingPropertyTest {

    private static final List<Device> DEVICES =
            List.of(Samples.NODE1, Samples.NODE2, Samples.RR1, Samples.RR2, Samples.CORE);
    private static final List<Pool> POOLS = List.of(
            Samples.pool("a", "192.0.2.0/24"),
            Samples.pool("b", "198.51.100.0/24"),
            Samples.pool("c", "203.0.113.7/32"),
            Samples.pool("d", "2001:db8:1::/64"),
            Samples.pool("e", "2001:db8:2::/64"));
    private static final List<Community> COMMUNITIES =
            List.of(new Community(65_000, 1), new Community(65_000, 2), new Community(1, 65_000));
    private static final List<Prefix> UNDERLAY = List.of(Prefix.of("10.255.0.0/24"), Prefix.of("10.254.0.0/24"));

    @Property
    void theTextDependsOnNoOrder(
            @ForAll("deviceOrders") List<Device> devices,
            @ForAll("poolOrders") List<Pool> pools,
            @ForAll("communityOrders") List<Community> communities,
            @ForAll("underlayOrders") List<Prefix> underlay,
            @ForAll FailureDetection detection) {
        var ordered = Cluster.of(Samples.specification(detection, COMMUNITIES, UNDERLAY), DEVICES);
        var shuffled = Cluster.of(Samples.specification(detection, communities, underlay), devices);

        for (var device : DEVICES) {
            assertThat(DeviceConfiguration.of(shuffled, pools, device, null))
                    .isEqualTo(DeviceConfiguration.of(ordered, POOLS, device, null));
        }
    }

    /** A pool that comes changes one line of a node's text, so that nothing else of a running router is touched. */
    @Property
    void aPoolIsOneLine(@ForAll("poolOrders") List<Pool> pools) {
        var cluster = Cluster.of(Samples.specification(), DEVICES);
        var less = DeviceConfiguration.of(cluster, pools.subList(1, pools.size()), Samples.NODE1, null);
        var all = DeviceConfiguration.of(cluster, pools, Samples.NODE1, null);

        var added = all.text().lines().toList();
        assertThat(added.stream()
                        .filter(line -> line.contains("" + pools.getFirst().prefix())))
                .hasSize(1);
        assertThat(added).containsAll(less.text().lines().toList());
        assertThat(all.revision()).isNotEqualTo(less.revision());
    }

    @Provide
    Arbitrary<List<Device>> deviceOrders() {
        return Arbitraries.shuffle(DEVICES);
    }

    @Provide
    Arbitrary<List<Pool>> poolOrders() {
        return Arbitraries.shuffle(POOLS);
    }

    @Provide
    Arbitrary<List<Community>> communityOrders() {
        return Arbitraries.shuffle(COMMUNITIES);
    }

    @Provide
    Arbitrary<List<Prefix>> underlayOrders() {
        return Arbitraries.shuffle(UNDERLAY);
    }
}
