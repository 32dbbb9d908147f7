package io.ipfabric.node.domain;

import static io.ipfabric.node.domain.Samples.ipv4;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.KernelOperation.AddRoute;
import io.ipfabric.node.domain.KernelOperation.DeleteRoute;
import io.ipfabric.node.domain.KernelOperation.ReplaceRoute;
import io.ipfabric.node.domain.KernelOperation.RouteOperation;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From every way of carrying an address to every other one: the kernel's routes after each single operation. */
class EndpointDiffTransitionsTest {

    private static final int LINK = 7;
    private static final Forwarding VIA = new Forwarding.Via(NodeName.of("node2"));
    private static final Gateway GATEWAY = new Gateway(Address.of("198.51.100.12"), 1);

    /** A forwarding and an announcement. */
    record Way(Forwarding forwarding, Announcement announcement) {

        Optional<KernelRoute> route() {
            return RouteClass.of(forwarding, announcement)
                    .map(c -> KernelRoute.ours(
                            ipv4(1), c.metric(), forwarding instanceof Forwarding.Via ? GATEWAY : new Device(LINK)));
        }

        Delivery delivery() {
            return RouteClass.of(forwarding, announcement)
                    .<Delivery>map(c -> forwarding instanceof Forwarding.Via(var node)
                            ? new Delivery.ToNode(node, c, Map.of(AddressFamily.IPV4, GATEWAY), Map.of())
                            : new Delivery.ToGuest(c))
                    .orElseGet(Delivery.Nowhere::new);
        }
    }

    private static List<Way> ways() {
        var silent = new Announcement.Silent();
        var standby = new Announcement.Standby();
        var normal = new Announcement.Normal();
        var first = new Announcement.Preferred(1);
        var last = new Announcement.Preferred(8);
        var local = new Forwarding.Local();
        return List.of(
                new Way(new Forwarding.None(), silent),
                new Way(local, silent),
                new Way(local, standby),
                new Way(local, normal),
                new Way(local, first),
                new Way(local, last),
                new Way(VIA, silent),
                new Way(VIA, normal),
                new Way(VIA, first),
                new Way(VIA, last));
    }

    static Stream<Arguments> pairs() {
        return ways().stream().flatMap(from -> ways().stream().map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void noInstantIsWithoutARoute(Way from, Way to) {
        var kernel = new HashSet<KernelRoute>();
        from.route().ifPresent(kernel::add);

        var plan = plan(kernel, to);

        var operations = Stream.concat(plan.before().stream(), plan.after().stream())
                .filter(RouteOperation.class::isInstance)
                .toList();
        boolean always = from.route().isPresent() && to.route().isPresent();
        for (var operation : operations) {
            perform(kernel, operation);
            assertThat(always && kernel.isEmpty())
                    .as("without a route after " + operation)
                    .isFalse();
        }
        to.route().ifPresent(route -> assertThat(kernel).containsExactly(route));
        assertThat(plan(kernel, to).before()).isEmpty();
        assertThat(plan(kernel, to).after()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatStaysInItsClassIsOneReplacement(Way from, Way to) {
        var before = from.route();
        var after = to.route();
        boolean sameClass = before.isPresent()
                && after.isPresent()
                && before.get().metric() == after.get().metric()
                && !before.equals(after);

        var plan = plan(before.map(Set::of).orElseGet(Set::of), to);

        assertThat(Stream.concat(plan.before().stream(), plan.after().stream()))
                .filteredOn(ReplaceRoute.class::isInstance)
                .filteredOn(operation -> !((ReplaceRoute) operation).route().isYielding())
                .hasSize(sameClass ? 1 : 0);
    }

    private static EndpointPlan plan(Set<KernelRoute> routes, Way to) {
        var link = new KernelLink(LINK, "vm1_net0", List.of(), Samples.GATEWAY_MAC, true, true, "tun", true);
        var observed = new ObservedEndpoint(
                link,
                true,
                Set.of(
                        new KernelAddress(Samples.GATEWAYS.ipv4(), 32, LINK),
                        new KernelAddress(Samples.GATEWAYS.ipv6(), 64, LINK)),
                Set.of(new KernelNeighbor(ipv4(1), LINK, Samples.guestMac(1))),
                routes,
                Set.of(Samples.interfaceName(1)),
                Set.of(new GuestBinding(Samples.interfaceName(1), ipv4(1))),
                Set.of(),
                Set.of());
        var desired = new DesiredEndpoint(
                Samples.endpoint(1, 1, to.forwarding(), to.announcement()), List.of(ipv4(1)), Map.of());
        return EndpointDiff.of(desired, observed, to.delivery());
    }

    private static void perform(Set<KernelRoute> kernel, KernelOperation operation) {
        switch (operation) {
            case AddRoute(var route) -> {
                assertThat(kernel).noneMatch(other -> other.metric() == route.metric());
                kernel.add(route);
            }
            case ReplaceRoute(var route) -> {
                kernel.removeIf(other -> other.metric() == route.metric());
                kernel.add(route);
            }
            case DeleteRoute(var route) -> kernel.remove(route);
            default -> throw new AssertionError("not expected: " + operation);
        }
    }
}
