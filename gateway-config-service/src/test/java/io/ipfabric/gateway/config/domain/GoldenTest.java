package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rendered texts, word for word, and that the real FRR and BIRD take them. {@code -Dgolden.update=true} writes them anew. */
class GoldenTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final ObserverAddress OBSERVER =
            ObserverAddress.of(Address.of("198.51.100.200"), 11_019, Optional.empty());
    private static final ObserverAddress OBSERVER6 =
            ObserverAddress.of(Address.of("2001:db8::200"), 11_020, Optional.empty());
    private static final ObserverAddress ON_NODE1 =
            ObserverAddress.of(Samples.NODE1.address(), 11_019, Optional.empty());
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    static Stream<Arguments> birdTexts() {
        var plain = Samples.cluster(Samples.specification());
        var bfd = Samples.cluster(Samples.specification(
                FailureDetection.BFD, communities(), List.of(Prefix.of("10.255.0.0/16"), Prefix.of("10.254.0.0/24"))));
        var restart = Samples.cluster(Samples.specification(FailureDetection.GRACEFUL_RESTART, List.of(), List.of()));
        var both = bird(Samples.RR1.families());
        return Stream.of(
                text("reflector-bird", plain, Samples.pools(), both, null),
                text("reflector-bird-observed", plain, Samples.pools(), both, OBSERVER),
                text("reflector-bird-bfd-underlay-observed", bfd, Samples.pools(), both, OBSERVER),
                text("reflector-bird-graceful-restart", restart, Samples.pools(), both, null),
                text(
                        "reflector-bird-ipv4-only-observed",
                        plain,
                        Samples.pools(),
                        bird(List.of(AddressFamily.IPV4)),
                        OBSERVER6));
    }

    private static Device.Reflector bird(List<AddressFamily> families) {
        return new Device.Reflector(Samples.RR1.name(), Samples.RR1.address(), families, Flavor.BIRD);
    }

    static Stream<Arguments> allTexts() {
        return Stream.concat(texts(), birdTexts());
    }

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
                text("reflector-bfd-observed", bfd, Samples.pools(), Samples.RR1, OBSERVER),
                text("reflector-observed-on-a-node", plain, Samples.pools(), Samples.RR1, ON_NODE1),
                text("reflector-ipv4-only", plain, Samples.pools(), ipv4Reflector),
                text("reflector-ipv4-only-observed", plain, Samples.pools(), ipv4Reflector, OBSERVER6),
                text("core-gateway", plain, Samples.pools(), Samples.CORE),
                text("core-gateway-bfd", bfd, Samples.pools(), Samples.CORE),
                text("core-gateway-graceful-restart", restart, Samples.pools(), Samples.CORE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allTexts")
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("birdTexts")
    void isAcceptedByBird(String name, String text, @TempDir Path folder) throws IOException, InterruptedException {
        assertThat(RealBird.complaints(text, folder)).as(name).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense;", "protocol bgp a { hold time 1; }", "filter a { if net.len then accept; }"})
    void whatBirdDoesNotTakeIsTold(String text, @TempDir Path folder) throws IOException, InterruptedException {
        assertThat(RealBird.complaints(text + "\n", folder)).isNotEmpty();
    }

    /** Else the test of FRR above would prove nothing. */
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
