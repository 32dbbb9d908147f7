package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rendered texts, word for word, and that the real FRR takes them. {@code -Dgolden.update=true} writes them anew. */
class GoldenTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final ObserverAddress OBSERVER = new ObserverAddress(Address.of("198.51.100.200"), 11_019);
    private static final ObserverAddress OBSERVER6 = new ObserverAddress(Address.of("2001:db8::200"), 11_020);
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    static Stream<Arguments> texts() {
        var plain = Samples.cluster(Samples.specification());
        var bfd = Samples.cluster(Samples.specification(
                FailureDetection.BFD, communities(), List.of(Prefix.of("10.255.0.0/16"), Prefix.of("10.254.0.0/24"))));
        var restart = Samples.cluster(Samples.specification(FailureDetection.GRACEFUL_RESTART, List.of(), List.of()));
        var ipv4Reflector = new Device.Reflector(
                Samples.RR1.name(), Samples.RR1.address(), List.of(AddressFamily.IPV4), Samples.RR1.flavor());
        return Stream.of(
                text("node", plain, Samples.pools(), Samples.NODE1),
                text("node-bfd-communities", bfd, manyPools(), Samples.NODE1),
                text("node-graceful-restart", restart, Samples.pools(), Samples.NODE1),
                text("node-without-pools", plain, List.of(), Samples.NODE1),
                text("node-ipv4-only", plain, Samples.pools(), Samples.nodeWithoutIpv6("node3", "10.255.0.13")),
                text("node-without-reflectors", withoutReflectors(), Samples.pools(), Samples.NODE1),
                text("reflector", plain, Samples.pools(), Samples.RR1),
                text("reflector-bfd-underlay", bfd, Samples.pools(), Samples.RR1),
                text("reflector-graceful-restart", restart, Samples.pools(), Samples.RR2),
                text("reflector-observed", plain, Samples.pools(), Samples.RR1, OBSERVER),
                text("reflector-ipv4-only", plain, Samples.pools(), ipv4Reflector),
                text("reflector-ipv4-only-observed", plain, Samples.pools(), ipv4Reflector, OBSERVER6),
                text("core-gateway", plain, Samples.pools(), Samples.CORE),
                text("core-gateway-bfd", bfd, Samples.pools(), Samples.CORE),
                text("core-gateway-graceful-restart", restart, Samples.pools(), Samples.CORE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void isWhatWasAgreed(String name, String text) throws IOException {
        var golden = FOLDER.resolve(name + ".conf");
        if (UPDATE) {
            Files.createDirectories(FOLDER);
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void isAcceptedByFrr(String name, String text, @TempDir Path folder) throws IOException, InterruptedException {
        assertThat(RealFrr.complaints(text, folder)).as(name).isEmpty();
    }

    /** Else the test above would prove nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "zebra work-queue 10001",
                "router bgp 65000\n timers bgp 1 2\nexit",
                "bfd\n profile a\n  shut\n  x\nexit"
            })
    void whatFrrDoesNotTakeIsTold(String text, @TempDir Path folder) throws IOException, InterruptedException {
        assertThat(RealFrr.complaints(text + "\n", folder)).isNotEmpty();
    }

    private static Arguments text(String name, Cluster cluster, List<Pool> pools, Device device) {
        return text(name, cluster, pools, device, null);
    }

    private static Arguments text(
            String name, Cluster cluster, List<Pool> pools, Device device, @Nullable ObserverAddress observer) {
        return Arguments.of(
                name, DeviceConfiguration.of(cluster, pools, device, observer).text());
    }

    private static Cluster withoutReflectors() {
        return Cluster.of(Samples.specification(), List.of(Samples.NODE1));
    }

    private static List<Community> communities() {
        return List.of(Community.of("65000:200"), Community.of("65000:100"));
    }

    /** Also a pool of a single address. */
    private static List<Pool> manyPools() {
        return List.of(
                Samples.pool("f", "2001:db8:65::7/128"),
                Samples.pool("e", "2001:db8:64::/64"),
                Samples.pool("d", "203.0.113.7/32"),
                Samples.pool("c", "198.51.100.128/25"),
                Samples.pool("b", "198.51.100.0/25"),
                Samples.pool("a", "192.0.2.0/24"));
    }
}
