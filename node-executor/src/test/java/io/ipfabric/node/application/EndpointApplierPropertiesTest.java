package io.ipfabric.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.domain.Delivery;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.EndpointDiff;
import io.ipfabric.node.domain.EndpointPlan;
import io.ipfabric.node.domain.KernelAddress;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.KernelNeighbor;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.ObservedEndpoint;
import io.ipfabric.node.domain.Samples;
import io.ipfabric.node.domain.SourceFilterPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Whatever the kernel holds and whatever is desired: the plans lead there, then there is nothing left to plan, and what is not ours is as it was. */
class EndpointApplierPropertiesTest {

    private static final int VM = 1;
    private static final Forwarding OTHER_NODE = new Forwarding.Via(NodeName.of("node2"));
    private static final Gateway GATEWAY4 = new Gateway(Address.of("198.51.100.12"), 1);
    private static final Gateway GATEWAY6 = new Gateway(Address.of("2001:db8:ffff::12"), 1);
    private static final Gateway ELSEWHERE = new Gateway(Address.of("198.51.100.13"), 1);
    private static final Prefix OTHER_DESTINATION = Prefix.of("192.0.2.0/24");

    /** What somebody left in the kernel before. */
    record Left(
            boolean link,
            boolean up,
            boolean carrier,
            boolean gatewayAddresses,
            @Nullable MacAddress neighbor,
            Set<Integer> metrics,
            Set<Long> redirects,
            boolean foreignRoute) {}

    record Wanted(
            Forwarding forwarding,
            Announcement announcement,
            @Nullable InterfaceKind kind,
            boolean bothFamilies) {}

    @Provide
    Arbitrary<Left> left() {
        var neighbors =
                Arbitraries.of(Samples.guestMac(VM), Samples.guestMac(9)).injectNull(0.3);
        var metrics = Arbitraries.of(2, 3, 4, 5, 6, 9).set().ofMaxSize(3);
        var redirects = Arbitraries.of(2L, 3L, 4L, KernelRoute.YIELDING_DISTANCE | 2, KernelRoute.YIELDING_DISTANCE | 3)
                .set()
                .ofMaxSize(3);
        var flags = Arbitraries.of(true, false);
        return Combinators.combine(flags, flags, flags, flags, neighbors, metrics, redirects, flags)
                .as(Left::new);
    }

    @Provide
    Arbitrary<Wanted> wanted() {
        var local = Combinators.combine(
                        Arbitraries.<Announcement>of(
                                new Announcement.Silent(),
                                new Announcement.Standby(),
                                new Announcement.Normal(),
                                new Announcement.Preferred(3)),
                        Arbitraries.of(InterfaceKind.class).injectNull(0.3),
                        Arbitraries.of(true, false))
                .as((announcement, kind, both) -> new Wanted(new Forwarding.Local(), announcement, kind, both));
        var none = Arbitraries.of(InterfaceKind.class)
                .map(kind -> new Wanted(new Forwarding.None(), new Announcement.Silent(), kind, true));
        var via = Combinators.combine(
                        Arbitraries.<Announcement>of(
                                new Announcement.Silent(), new Announcement.Normal(), new Announcement.Preferred(1)),
                        Arbitraries.of(InterfaceKind.class).injectNull(0.3),
                        Arbitraries.of(true, false))
                .as((announcement, kind, both) -> new Wanted(OTHER_NODE, announcement, kind, both));
        return Arbitraries.oneOf(local, none, via);
    }

    @Property
    void converges(@ForAll("left") Left left, @ForAll("wanted") Wanted wanted, @ForAll boolean carrierOnUp) {
        var node = new Node(left, carrierOnUp);
        var desired = desired(wanted);

        node.bringTo(desired);

        assertThat(node.plan(desired)).isEqualTo(EndpointPlan.NOTHING);
        assertThat(node.ourRoutes()).isEqualTo(node.expected(desired));
        assertThat(node.foreignRoutes()).isEqualTo(node.foreignBefore);
    }

    @Property
    void removalLeavesNothingOfOurs(@ForAll("left") Left left, @ForAll("wanted") Wanted wanted) {
        var node = new Node(left, true);
        var desired = desired(wanted);
        node.bringTo(desired);

        node.remove(desired);

        assertThat(node.ourRoutes()).isEmpty();
        assertThat(node.filter.observe().guestLinks()).isEmpty();
        assertThat(node.kernel.find("vm1_net0").isPresent()).isEqualTo(left.link());
        assertThat(node.foreignRoutes()).isEqualTo(node.foreignBefore);
    }

    @Property
    void anAddressThatHadARouteAndWillHaveOneIsNeverWithout(
            @ForAll("left") Left left, @ForAll("wanted") Wanted wanted) {
        // Routes to a guest that is not there go at once, and come back with its carrier.
        boolean guestIsThere = left.link() && left.up() && left.carrier();
        Assume.that(guestIsThere || !(wanted.forwarding() instanceof Forwarding.Local));
        var node = new Node(left, true);
        var desired = desired(wanted);
        var routed = node.routedAddresses();
        node.bringTo(desired);
        routed.retainAll(node.routedAddresses());

        var again = new Node(left, true);
        again.kernel.watchEach(() -> assertThat(again.routedAddresses()).containsAll(routed));
        again.bringTo(desired);
    }

    private static DesiredEndpoint desired(Wanted wanted) {
        var endpoint = Samples.endpoint(VM, 1, wanted.kind(), wanted.forwarding(), wanted.announcement());
        var addresses = wanted.bothFamilies() ? List.of(Samples.ipv4(VM), Samples.ipv6(VM)) : List.of(Samples.ipv4(VM));
        return new DesiredEndpoint(endpoint, addresses, Map.of());
    }

    /** A kernel with what was left in it, and the agent's hands. */
    private static final class Node {
        private final FakeKernel kernel = new FakeKernel();
        private final FakeSourceFilter filter = new FakeSourceFilter();
        private final KernelMirror mirror = new KernelMirror();
        private final EndpointApplier applier =
                new EndpointApplier(kernel, filter, mirror, new AgentMeters(new SimpleMeterRegistry()));
        private final Set<KernelRoute> foreignBefore;

        Node(Left left, boolean carrierOnUp) {
            if (carrierOnUp) {
                kernel.carrierOnUp();
            }
            filter.install(new SourceFilterPolicy(Set.of(), Set.of(), Set.of()));
            plantForeign(left);
            if (left.link()) {
                plantLink(left);
            }
            plantRedirects(left);
            mirror.replace(kernel.observe(), filter.observe());
            foreignBefore = foreignRoutes();
        }

        private void plantForeign(Left left) {
            kernel.plant(new KernelRoute(OTHER_DESTINATION, 4, 0, new KernelRoute.Other("blackhole")));
            if (left.foreignRoute()) {
                kernel.plant(new KernelRoute(Samples.ipv4(VM).hostPrefix(), 186, 20, new KernelRoute.Other("bgp")));
            }
        }

        private void plantLink(Left left) {
            var link = kernel.foreignLink("vm1_net0", left.up(), left.up() && left.carrier());
            if (left.gatewayAddresses()) {
                kernel.apply(List.of(
                        new KernelOperation.AddAddress(new KernelAddress(Samples.GATEWAYS.ipv4(), 32, link.index()))));
            }
            var neighbor = left.neighbor();
            if (neighbor != null) {
                kernel.apply(List.of(
                        new KernelOperation.PutNeighbor(new KernelNeighbor(Samples.ipv6(VM), link.index(), neighbor))));
            }
            left.metrics()
                    .forEach(metric ->
                            kernel.plant(KernelRoute.ours(Samples.ipv4(VM), metric, new Device(link.index()))));
        }

        private void plantRedirects(Left left) {
            var taken = ourRoutes().stream().map(KernelRoute::metric).collect(Collectors.toSet());
            left.redirects().stream()
                    .filter(metric -> !taken.contains(metric))
                    .forEach(metric -> kernel.plant(
                            KernelRoute.ours(Samples.ipv4(VM), metric, metric == 3 ? ELSEWHERE : GATEWAY4)));
        }

        ObservedEndpoint observe(DesiredEndpoint desired) {
            return mirror.observe(desired.endpoint().iface(), desired.addresses(), _ -> true);
        }

        EndpointPlan plan(DesiredEndpoint desired) {
            return EndpointDiff.of(desired, observe(desired), delivery(desired));
        }

        private static Delivery delivery(DesiredEndpoint desired) {
            var forwarding = desired.endpoint().forwarding();
            return desired.routeClass(forwarding)
                    .<Delivery>map(routeClass -> switch (forwarding) {
                        case Forwarding.None _ -> new Delivery.Nowhere();
                        case Forwarding.Local _ -> new Delivery.ToGuest(routeClass);
                        case Forwarding.Via(var node) ->
                            new Delivery.ToNode(
                                    node,
                                    routeClass,
                                    Map.of(AddressFamily.IPV4, GATEWAY4, AddressFamily.IPV6, GATEWAY6),
                                    Map.of());
                    })
                    .orElseGet(Delivery.Nowhere::new);
        }

        void bringTo(DesiredEndpoint desired) {
            var failures = applier.apply(List.of(desired.endpoint().vm()), _ -> plan(desired));
            assertThat(failures).isEmpty();
        }

        void remove(DesiredEndpoint desired) {
            var failures =
                    applier.apply(List.of(desired.endpoint().vm()), _ -> EndpointDiff.removal(observe(desired), false));
            assertThat(failures).isEmpty();
            while (applier.hasDoomedLinks()) {
                applier.deleteOne(_ -> false);
            }
        }

        Set<KernelRoute> expected(DesiredEndpoint desired) {
            var routes = new HashSet<KernelRoute>();
            var link = kernel.find("vm1_net0");
            var metric = desired.routeClass(desired.endpoint().forwarding()).map(RouteClass::metric);
            for (Address address : desired.addresses()) {
                if (metric.isPresent() && delivery(desired) instanceof Delivery.ToNode node) {
                    var gateway = Objects.requireNonNull(node.gateways().get(address.family()));
                    routes.add(KernelRoute.ours(address, metric.get(), gateway));
                } else if (metric.isPresent() && link.isPresent() && link.get().carrier()) {
                    routes.add(KernelRoute.ours(
                            address, metric.get(), new Device(link.get().index())));
                }
            }
            return routes;
        }

        Set<Address> routedAddresses() {
            return kernel.routes().stream()
                    .filter(route -> route.isOurs())
                    .map(route -> route.destination().network())
                    .collect(Collectors.toCollection(HashSet::new));
        }

        Set<KernelRoute> ourRoutes() {
            return kernel.routes().stream().filter(KernelRoute::isOurs).collect(Collectors.toSet());
        }

        Set<KernelRoute> foreignRoutes() {
            return kernel.routes().stream().filter(r -> !r.isOurs()).collect(Collectors.toSet());
        }
    }
}
