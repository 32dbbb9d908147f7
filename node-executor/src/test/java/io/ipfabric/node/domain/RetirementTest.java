package io.ipfabric.node.domain;

import static io.ipfabric.node.domain.Samples.ipv4;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.KernelOperation.AddRoute;
import io.ipfabric.node.domain.KernelOperation.DeleteRoute;
import io.ipfabric.node.domain.KernelOperation.ReplaceRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.KernelRoute.NextHop;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetirementTest {

    private static final Gateway OTHER = new Gateway(Address.of("198.51.100.12"), 1);
    private static final Gateway THIRD = new Gateway(Address.of("198.51.100.13"), 1);
    private static final KernelRoute YIELDING = route(KernelRoute.YIELDING_DISTANCE | 2, OTHER);

    private static KernelRoute route(long metric, NextHop nextHop) {
        return KernelRoute.ours(ipv4(1), metric, nextHop);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void steps(String name, Set<KernelRoute> routes, boolean superseded, List<KernelOperation> expected) {
        assertThat(Retirement.of(routes, superseded)).isEqualTo(expected);
    }

    static Stream<Arguments> cells() {
        var quiet = route(2, OTHER);
        var announced = route(3, OTHER);
        var guest = route(5, new Device(7));
        var elsewhere = route(KernelRoute.YIELDING_DISTANCE | 2, THIRD);
        return Stream.of(
                Arguments.of("nothing", Set.of(), true, List.of()),
                Arguments.of("a guest's", Set.of(guest), false, List.of(new DeleteRoute(guest))),
                Arguments.of(
                        "quiet", Set.of(quiet), false, List.of(new ReplaceRoute(YIELDING), new DeleteRoute(quiet))),
                Arguments.of(
                        "announced: quiet first",
                        Set.of(announced),
                        true,
                        List.of(
                                new AddRoute(quiet),
                                new DeleteRoute(announced),
                                new ReplaceRoute(YIELDING),
                                new DeleteRoute(quiet))),
                Arguments.of(
                        "killed after the second step", Set.of(quiet, YIELDING), true, List.of(new DeleteRoute(quiet))),
                Arguments.of(
                        "yielding to another place before",
                        Set.of(quiet, elsewhere),
                        true,
                        List.of(new ReplaceRoute(YIELDING), new DeleteRoute(quiet))),
                Arguments.of("yielding", Set.of(YIELDING), false, List.of()),
                Arguments.of("yielding, superseded", Set.of(YIELDING), true, List.of(new DeleteRoute(YIELDING))),
                Arguments.of(
                        "a guest's beside one that yields",
                        Set.of(guest, YIELDING),
                        false,
                        List.of(new DeleteRoute(guest))));
    }
}
