package io.ipfabric.node.domain;

import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointDiffTest {

    private static final int LINK = 7;

    private static DesiredEndpoint desired(
            Forwarding forwarding, Announcement announcement, @Nullable InterfaceKind kind) {
        return new DesiredEndpoint(Samples.endpoint(1, 1, kind, forwarding, announcement), List.of(ipv4(1)), Map.of());
    }

    /** By the intent alone. */
    private static EndpointPlan plan(DesiredEndpoint desired, ObservedEndpoint observed) {
        var delivery = desired.routeClass(desired.endpoint().forwarding())
                .<Delivery>map(Delivery.ToGuest::new)
                .orElseGet(Delivery.Nowhere::new);
        return EndpointDiff.of(desired, observed, delivery);
    }

    private static DesiredEndpoint normal() {
        return desired(new Forwarding.Local(), new Announcement.Normal(), InterfaceKind.TAP);
    }

    private static KernelRoute route(int metric) {
        return KernelRoute.ours(ipv4(1), metric, new Device(LINK));
    }

    /** The endpoint as it should be, but for the link's state and the routes. */
    private static ObservedEndpoint shaped(boolean up, boolean carrier, KernelRoute... routes) {
        var link = new KernelLink(LINK, "vm1_net0", List.of(), Samples.GATEWAY_MAC, up, carrier, "tun", true);
        return new ObservedEndpoint(
                link,
                true,
                Set.of(
                        new KernelAddress(Samples.GATEWAYS.ipv4(), 32, LINK),
                        new KernelAddress(Samples.GATEWAYS.ipv6(), 64, LINK)),
                Set.of(new KernelNeighbor(ipv4(1), LINK, Samples.guestMac(1))),
                Set.of(routes),
                Set.of(Samples.interfaceName(1)),
                Set.of(new GuestBinding(Samples.interfaceName(1), ipv4(1))),
                Set.of(),
                Set.of());
    }

    private static ObservedEndpoint absent(KernelRoute... routes) {
        return new ObservedEndpoint(
                null, false, Set.of(), Set.of(), Set.of(routes), Set.of(), Set.of(), Set.of(), Set.of());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routeCells")
    void routes(String name, DesiredEndpoint desired, ObservedEndpoint observed, List<KernelOperation> expected) {
        var plan = plan(desired, observed);

        assertThat(Stream.concat(plan.before().stream(), plan.after().stream())
                        .filter(KernelOperation.RouteOperation.class::isInstance))
                .containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> routeCells() {
        var silent = desired(new Forwarding.Local(), new Announcement.Silent(), InterfaceKind.TAP);
        var none = desired(new Forwarding.None(), new Announcement.Silent(), InterfaceKind.TAP);
        var add = new KernelOperation.AddRoute(route(5));
        var delete = new KernelOperation.DeleteRoute(route(5));
        var elsewhere = KernelRoute.ours(ipv4(1), 5, new Device(99));
        return Stream.of(
                Arguments.of("wanted, carrier, none there", normal(), shaped(true, true), List.of(add)),
                Arguments.of("wanted, carrier, there", normal(), shaped(true, true, route(5)), List.of()),
                Arguments.of("wanted, no carrier, none there", normal(), shaped(true, false), List.of()),
                Arguments.of("wanted, no carrier, there", normal(), shaped(true, false, route(5)), List.of(delete)),
                Arguments.of("wanted, down, there", normal(), shaped(false, false, route(5)), List.of(delete)),
                Arguments.of("wanted, no link, there", normal(), absent(route(5)), List.of(delete)),
                Arguments.of("wanted, no link, none there", normal(), absent(), List.of()),
                Arguments.of("not wanted, carrier, there", none, shaped(true, true, route(5)), List.of(delete)),
                Arguments.of("not wanted, carrier, none there", none, shaped(true, true), List.of()),
                Arguments.of(
                        "another class",
                        silent,
                        shaped(true, true, route(5)),
                        List.of(new KernelOperation.AddRoute(route(9)), delete)),
                Arguments.of(
                        "the class and one too many", silent, shaped(true, true, route(5), route(9)), List.of(delete)),
                Arguments.of(
                        "the class, but elsewhere",
                        normal(),
                        shaped(true, true, elsewhere),
                        List.of(new KernelOperation.ReplaceRoute(route(5)))));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,  SILENT,    ",
        "LOCAL, SILENT,    9",
        "LOCAL, STANDBY,   6",
        "LOCAL, NORMAL,    5",
        "LOCAL, PREFERRED, 4",
        "VIA,   SILENT,    2",
        "VIA,   STANDBY,   ",
        "VIA,   NORMAL,    3",
        "VIA,   PREFERRED, 4"
    })
    void classes(String forwarding, String announcement, @Nullable Integer metric) {
        var found = RouteClass.of(forwarding(forwarding), announcement(announcement));

        assertThat(found.map(RouteClass::metric).orElse(null)).isEqualTo(metric);
    }

    private static Forwarding forwarding(String kind) {
        return switch (kind) {
            case "NONE" -> new Forwarding.None();
            case "LOCAL" -> new Forwarding.Local();
            default -> new Forwarding.Via(NodeName.of("node2"));
        };
    }

    private static Announcement announcement(String kind) {
        return switch (kind) {
            case "SILENT" -> new Announcement.Silent();
            case "STANDBY" -> new Announcement.Standby();
            case "NORMAL" -> new Announcement.Normal();
            default -> new Announcement.Preferred(1);
        };
    }

    @Test
    void aLinkIsMadeOnlyIfTheIntentSaysWhat() {
        var adopts = desired(new Forwarding.Local(), new Announcement.Normal(), null);

        assertThat(plan(adopts, absent()).before()).isEmpty();
        assertThat(plan(normal(), absent()).before())
                .containsExactly(new KernelOperation.CreateTap(Samples.interfaceName(1), null, Samples.GATEWAY_MAC));
    }

    @Test
    void theFilterKnowsTheLinkBeforeItIsThere() {
        var plan = plan(normal(), absent());

        assertThat(plan.filter().added().guestLinks()).containsExactly(Samples.interfaceName(1));
    }

    @Test
    void theFilterFollowsALinkOfAnotherName() {
        var link = new KernelLink(LINK, "vnet3", List.of("vm1_net0"), Samples.GATEWAY_MAC, true, true, "tun", false);
        var observed = new ObservedEndpoint(
                link,
                true,
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(Samples.interfaceName(1)),
                Set.of(),
                Set.of(),
                Set.of());

        var change = plan(normal(), observed).filter();

        assertThat(change.added().guestLinks()).containsExactly(InterfaceName.of("vnet3"));
        assertThat(change.removed().guestLinks()).containsExactly(Samples.interfaceName(1));
    }

    @Test
    void aStrangeMacIsReplaced() {
        var link = new KernelLink(LINK, "vm1_net0", List.of(), Samples.guestMac(5), true, true, "tun", false);
        var observed =
                new ObservedEndpoint(link, true, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

        assertThat(plan(normal(), observed).before())
                .contains(new KernelOperation.SetLink(LINK, Samples.GATEWAY_MAC, true));
    }

    @Test
    void anOldNeighborOfTheGuestGoesAndAnotherOnesStays() {
        var ours = new KernelNeighbor(ipv6(1), LINK, Samples.guestMac(1));
        var others = new KernelNeighbor(ipv6(2), LINK, Samples.guestMac(2));
        var base = shaped(true, true, route(5));
        var observed = new ObservedEndpoint(
                base.link(),
                true,
                base.addresses(),
                Set.of(ours, others),
                base.routes(),
                base.filtered(),
                base.bindings(),
                Set.of(),
                Set.of());

        assertThat(plan(normal(), observed).before())
                .contains(new KernelOperation.DeleteNeighbor(ipv6(1), LINK))
                .doesNotContain(new KernelOperation.DeleteNeighbor(ipv6(2), LINK));
    }

    @Test
    void aLinkIsSetUpAfterTheFilter() {
        assertThat(plan(normal(), shaped(false, false)).after())
                .containsExactly(new KernelOperation.SetLink(LINK, null, true));
    }

    /** Who sends to another node drops what comes back from there, whatever becomes of its own link. */
    @Test
    void theGuardOfARedirectDoesNotWaitForTheLink() {
        var via = new Forwarding.Via(NodeName.of("node2"));
        var gateway = new Gateway(Address.of("198.51.100.12"), 1);
        var mac = Samples.guestMac(9);
        var delivery = new Delivery.ToNode(
                via.node(),
                RouteClass.of(via, new Announcement.Normal()).orElseThrow(),
                Map.of(AddressFamily.IPV4, gateway),
                Map.of(AddressFamily.IPV4, mac));
        var link = new KernelLink(LINK, "vm1_net0", List.of(), Samples.guestMac(5), false, false, "tun", false);
        var observed =
                new ObservedEndpoint(link, false, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

        var plan = EndpointDiff.of(desired(via, new Announcement.Normal(), InterfaceKind.TAP), observed, delivery);

        assertThat(plan.before()).allMatch(KernelOperation.RouteOperation.class::isInstance);
        assertThat(plan.filter().added().guards()).containsExactly(new HairpinGuard(mac, ipv4(1)));
        assertThat(plan.after())
                .contains(new KernelOperation.SetLink(LINK, Samples.GATEWAY_MAC, false))
                .doesNotContain(new KernelOperation.SetLink(LINK, null, true));
    }

    @Test
    void removalTakesAnAdoptedLinksRoutesOnly() {
        var adopted = new KernelLink(LINK, "vm1_net0", List.of(), Samples.GATEWAY_MAC, true, true, "tun", false);
        var observed = new ObservedEndpoint(
                adopted,
                true,
                Set.of(),
                Set.of(),
                Set.of(route(5)),
                Set.of(Samples.interfaceName(1)),
                Set.of(),
                Set.of(),
                Set.of());

        var plan = EndpointDiff.removal(observed, false);

        assertThat(plan.before()).containsExactly(new KernelOperation.DeleteRoute(route(5)));
        assertThat(plan.filter().removed().guestLinks()).containsExactly(Samples.interfaceName(1));
        assertThat(plan.after()).isEmpty();
    }

    @Test
    void removalTakesAnOwnedLinkLast() {
        assertThat(EndpointDiff.removal(shaped(true, true), false).after())
                .containsExactly(new KernelOperation.DeleteLink(LINK, "vm1_net0"));
    }

    @Test
    void removalLeavesALinkThatAnotherVmUsesNow() {
        var plan = EndpointDiff.removal(shaped(true, true, route(5)), true);

        assertThat(plan.after()).isEmpty();
        assertThat(plan.filter()).isEqualTo(FilterChange.NONE);
        assertThat(plan.before()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"web_net0, web_peer", "vmabcdefgh_net0, vmabcdefgh_peer", "eth-of-a-guest1, eth-of-a-g_peer"})
    void peerNamesFit(String name, String peer) {
        assertThat(EndpointDiff.peerOf(InterfaceName.of(name))).isEqualTo(InterfaceName.of(peer));
    }
}
