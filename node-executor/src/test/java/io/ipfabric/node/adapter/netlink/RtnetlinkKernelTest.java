package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.application.Kernel;
import io.ipfabric.node.domain.KernelAddress;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelNeighbor;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelOperation.AddAddress;
import io.ipfabric.node.domain.KernelOperation.AddAlternativeName;
import io.ipfabric.node.domain.KernelOperation.AddRoute;
import io.ipfabric.node.domain.KernelOperation.ConfigureGuestLink;
import io.ipfabric.node.domain.KernelOperation.CreateTap;
import io.ipfabric.node.domain.KernelOperation.CreateVeth;
import io.ipfabric.node.domain.KernelOperation.DeleteAddress;
import io.ipfabric.node.domain.KernelOperation.DeleteLink;
import io.ipfabric.node.domain.KernelOperation.DeleteNeighbor;
import io.ipfabric.node.domain.KernelOperation.DeleteRoute;
import io.ipfabric.node.domain.KernelOperation.PutNeighbor;
import io.ipfabric.node.domain.KernelOperation.ReplaceRoute;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Blackhole;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.KernelRoute.Other;
import io.ipfabric.node.domain.OperationOutcome;
import io.ipfabric.node.domain.OperationOutcome.Done;
import io.ipfabric.node.domain.OperationOutcome.Failed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real kernel, checked with iproute2 as a second opinion. */
@ExtendWith(PrivateNetwork.class)
class RtnetlinkKernelTest {

    private static final InterfaceName GUEST = InterfaceName.of("sea_gold_net0");
    private static final String LONG_NAME = "a-name-that-is-longer-than-fifteen-bytes_net0";
    private static final MacAddress GATEWAY_MAC = MacAddress.of("02:00:0a:00:00:01");
    private static final MacAddress GUEST_MAC = MacAddress.of("02:00:0a:40:00:0a");
    private static final Address IPV4 = Address.of("192.0.2.10");
    private static final Address IPV6 = Address.of("2001:db8::10");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var closeable : opened) {
            closeable.close();
        }
    }

    private Kernel open() {
        var kernel = RtnetlinkKernel.open();
        opened.add(kernel);
        return kernel;
    }

    @Test
    void aTapIsPersistentDownOwnedAndKnownByBothNames() {
        var kernel = open();

        var outcomes = kernel.apply(List.of(new CreateTap(GUEST, LONG_NAME, GATEWAY_MAC)));

        assertAllDone(outcomes);
        var link = kernel.link(GUEST.value()).orElseThrow();
        assertThat(link)
                .isEqualTo(new KernelLink(
                        link.index(), GUEST.value(), List.of(LONG_NAME), GATEWAY_MAC, false, false, "tun", true));
        assertThat(kernel.link(LONG_NAME)).contains(link);
        assertThat(run("ip -d link show " + GUEST)).contains("tun type tap pi off vnet_hdr on persist on");
    }

    @Test
    void aVethPairIsDownAndOwnedAndItsPeerIsNot() {
        var kernel = open();

        assertAllDone(kernel.apply(List.of(new CreateVeth(GUEST, LONG_NAME, GATEWAY_MAC, InterfaceName.of("guest0")))));

        var link = kernel.link(LONG_NAME).orElseThrow();
        assertThat(link)
                .isEqualTo(new KernelLink(
                        link.index(), GUEST.value(), List.of(LONG_NAME), GATEWAY_MAC, false, false, "veth", true));
        assertThat(kernel.link("guest0")).map(KernelLink::owned).contains(false);
    }

    @Test
    void aLinkIsMadeOnceAndStaysOwned() {
        var kernel = open();
        var tap = new CreateTap(GUEST, LONG_NAME, GATEWAY_MAC);
        var veth = new CreateVeth(InterfaceName.of("b_net0"), null, GATEWAY_MAC, InterfaceName.of("guest0"));

        assertAllDone(kernel.apply(List.of(tap, veth, tap, veth)));

        assertThat(kernel.observe().links().stream().filter(KernelLink::owned)).hasSize(2);
    }

    @Test
    void anInterfaceOfTheHypervisorIsAdoptedAndNotOwned() {
        var kernel = open();
        run("ip tuntap add dev " + GUEST + " mode tap");
        run("ip link add b_net0 type veth peer name guest0");

        assertAllDone(kernel.apply(List.of(
                new CreateTap(GUEST, LONG_NAME, GATEWAY_MAC),
                new CreateVeth(InterfaceName.of("b_net0"), null, GATEWAY_MAC, InterfaceName.of("guest0")))));

        var tap = kernel.link(LONG_NAME).orElseThrow();
        assertThat(tap.owned()).isFalse();
        assertThat(tap.mac()).isEqualTo(GATEWAY_MAC);
        assertThat(kernel.link("b_net0").orElseThrow().owned()).isFalse();
    }

    @Test
    void aVethPairWhoseAlternativeNameIsTakenIsNotLeftBehind() {
        var kernel = open();
        kernel.apply(List.of(new CreateTap(GUEST, LONG_NAME, GATEWAY_MAC)));

        var outcomes = kernel.apply(List.of(
                new CreateVeth(InterfaceName.of("b_net0"), LONG_NAME, GATEWAY_MAC, InterfaceName.of("guest0"))));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.error())
                .isEqualTo("EEXIST"));
        assertThat(kernel.link("b_net0")).isEmpty();
    }

    @Test
    void aLinkIsDeletedOnlyUnderItsName() {
        var kernel = open();
        int index = guest(kernel);

        assertAllDone(kernel.apply(List.of(new DeleteLink(index, "another_net0"))));
        assertThat(kernel.link(GUEST.value())).isPresent();

        assertAllDone(
                kernel.apply(List.of(new DeleteLink(index, GUEST.value()), new DeleteLink(index, GUEST.value()))));
        assertThat(kernel.link(GUEST.value())).isEmpty();
    }

    @Test
    void aLinkIsSetUpWithAnotherMacAddress() {
        var kernel = open();
        int index = guest(kernel);

        assertAllDone(kernel.apply(List.of(new SetLink(index, GUEST_MAC, true))));

        var link = kernel.link(GUEST.value()).orElseThrow();
        assertThat(link.up()).isTrue();
        assertThat(link.mac()).isEqualTo(GUEST_MAC);
        assertAllDone(kernel.apply(List.of(new SetLink(index, null, false))));
        assertThat(kernel.link(GUEST.value()).orElseThrow().up()).isFalse();
    }

    @Test
    void anAlternativeNameIsAddedOnceAndRefusedWhereAnotherLinkHasIt() {
        var kernel = open();
        int index = guest(kernel);
        var add = new AddAlternativeName(index, LONG_NAME);
        var other = new AddAlternativeName(kernel.link("guest0").orElseThrow().index(), LONG_NAME);

        var outcomes = kernel.apply(List.of(add, add, other));

        assertThat(outcomes.subList(0, 2)).containsExactly(new Done(add), new Done(add));
        assertThat(outcomes.get(2)).isInstanceOf(Failed.class);
    }

    @Test
    void aGuestLinkHasTheSettingsOfARoutedGuestAndNoAddressOfTheKernelsOwn() {
        run("sysctl -q net.ipv4.conf.default.rp_filter=1 net.ipv6.conf.default.accept_ra=2");
        var kernel = open();
        int index = guest(kernel);

        assertAllDone(kernel.apply(List.of(new ConfigureGuestLink(index), new SetLink(index, null, true))));

        assertThat(run("sysctl -n net.ipv4.conf.sea_gold_net0.forwarding net.ipv4.conf.sea_gold_net0.rp_filter"
                        + " net.ipv4.conf.sea_gold_net0.send_redirects net.ipv4.conf.sea_gold_net0.proxy_arp"
                        + " net.ipv4.conf.sea_gold_net0.arp_ignore net.ipv6.conf.sea_gold_net0.addr_gen_mode"
                        + " net.ipv6.conf.sea_gold_net0.accept_ra"))
                .isEqualTo("1\n0\n0\n0\n1\n1\n0\n");
        assertThat(kernel.observe().addresses())
                .extracting(KernelAddress::linkIndex)
                .doesNotContain(index);
    }

    @Test
    void gatewayAddressesAreUsableAtOnceOnEveryGuestLink() {
        var kernel = open();
        int index = configured(kernel);
        var gateway = new KernelAddress(Address.of("10.0.0.1"), 32, index);
        var gateway6 = new KernelAddress(Address.of("fe80::1"), 64, index);
        List<KernelOperation> add = List.of(new AddAddress(gateway), new AddAddress(gateway6));

        assertAllDone(kernel.apply(add));
        assertAllDone(kernel.apply(add));

        assertThat(kernel.observe().addresses()).contains(gateway, gateway6);
        assertThat(run("ip -6 address show dev " + GUEST)).contains("nodad").doesNotContain("tentative");
        List<KernelOperation> delete = List.of(new DeleteAddress(gateway), new DeleteAddress(gateway6));
        assertAllDone(kernel.apply(delete));
        assertAllDone(kernel.apply(delete));
        assertThat(kernel.observe().addresses()).doesNotContain(gateway, gateway6);
    }

    @Test
    void anAddressWithAnotherLengthIsNotTakenForTheOneThatIsThere() {
        var kernel = open();
        int index = configured(kernel);
        run("ip address add fe80::1/128 dev " + GUEST + " nodad");

        var outcomes = kernel.apply(List.of(new AddAddress(new KernelAddress(Address.of("fe80::1"), 64, index))));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.error())
                .isEqualTo("EEXIST"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void aNeighborIsPermanentReplacedAndDeleted(String text) {
        var address = Address.of(text);
        var kernel = open();
        int index = configured(kernel);
        var first = new KernelNeighbor(address, index, GATEWAY_MAC);
        var second = new KernelNeighbor(address, index, GUEST_MAC);

        assertAllDone(kernel.apply(List.of(new PutNeighbor(first), new PutNeighbor(second), new PutNeighbor(second))));

        assertThat(kernel.observe().neighbors()).contains(second).doesNotContain(first);
        assertThat(run("ip neighbor show dev " + GUEST)).contains(text + " lladdr " + GUEST_MAC + " PERMANENT");
        var delete = new DeleteNeighbor(address, index);
        assertAllDone(kernel.apply(List.of(delete, delete)));
        assertThat(kernel.observe().neighbors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void aRouteIsAddedReadBackAndDeletedIdempotently(String text) {
        var address = Address.of(text);
        var kernel = open();
        var route = KernelRoute.ours(address, 5, new Device(configured(kernel)));

        assertAllDone(kernel.apply(List.of(new AddRoute(route), new AddRoute(route))));

        assertThat(kernel.observe().routes()).containsExactly(route);
        assertThat(kernel.selectedRoute(address)).contains(route);
        assertAllDone(kernel.apply(List.of(new DeleteRoute(route), new DeleteRoute(route))));
        assertThat(kernel.observe().routes()).isEmpty();
        assertThat(kernel.selectedRoute(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void aClassChangesByAddingTheNewAndDeletingTheOldInOneMessage(String text) {
        var address = Address.of(text);
        var kernel = open();
        var device = new Device(configured(kernel));
        var announced = KernelRoute.ours(address, 5, device);
        var preferred = KernelRoute.ours(address, 4, device);
        assertAllDone(kernel.apply(List.of(new AddRoute(announced))));

        assertAllDone(kernel.apply(List.of(new AddRoute(preferred), new DeleteRoute(announced))));

        assertThat(kernel.observe().routes()).containsExactly(preferred);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10 198.51.100.2", "2001:db8::10 2001:db8:ffff::2"})
    void theNextHopIsReplacedInBothDirections(String addresses) {
        var address = Address.of(addresses.split(" ", -1)[0]);
        var via = Address.of(addresses.split(" ", -1)[1]);
        var kernel = open();
        var local = KernelRoute.ours(address, 4, new Device(configured(kernel)));
        var redirected = KernelRoute.ours(address, 4, new Gateway(via, underlay(kernel)));

        assertAllDone(kernel.apply(List.of(new ReplaceRoute(local))));
        assertAllDone(kernel.apply(List.of(new ReplaceRoute(redirected), new ReplaceRoute(redirected))));
        assertThat(kernel.observe().routes()).containsExactly(redirected);
        assertThat(kernel.selectedRoute(address)).contains(redirected);

        assertAllDone(kernel.apply(List.of(new ReplaceRoute(local))));
        assertThat(kernel.observe().routes()).containsExactly(local);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void aRouteToNowhereOutlivesTheLinkThatItCameAfter(String text) {
        var kernel = open();
        var local = KernelRoute.ours(Address.of(text), 5, new Device(configured(kernel)));
        var nowhere = KernelRoute.ours(Address.of(text), 5, new Blackhole());
        assertAllDone(kernel.apply(List.of(new AddRoute(local))));

        assertAllDone(kernel.apply(List.of(new ReplaceRoute(nowhere), new ReplaceRoute(nowhere))));
        assertThat(kernel.observe().routes()).containsExactly(nowhere);
        run("ip link del " + GUEST);
        assertThat(kernel.observe().routes()).containsExactly(nowhere);

        var again = KernelRoute.ours(Address.of(text), 5, new Device(configured(kernel)));
        assertAllDone(kernel.apply(List.of(new ReplaceRoute(again))));
        assertThat(kernel.observe().routes()).containsExactly(again);
        assertAllDone(kernel.apply(List.of(new ReplaceRoute(nowhere), new DeleteRoute(nowhere))));
        assertThat(kernel.observe().routes()).isEmpty();
    }

    @Test
    void aRouteThatYieldsToBgpIsSelectedOnlyWhileThereIsNone() {
        var kernel = open();
        int under = underlay(kernel);
        var yielding = KernelRoute.ours(
                IPV4, KernelRoute.YIELDING_DISTANCE | 2, new Gateway(Address.of("198.51.100.2"), under));
        assertAllDone(kernel.apply(List.of(new AddRoute(yielding))));
        assertThat(kernel.selectedRoute(IPV4)).contains(yielding);

        run("ip route add 192.0.2.10/32 via 198.51.100.3 dev under proto 186 metric 20");

        assertThat(kernel.selectedRoute(IPV4))
                .contains(new KernelRoute(IPV4.hostPrefix(), 186, 20, new Gateway(Address.of("198.51.100.3"), under)));
        assertThat(kernel.observe().routes()).containsExactly(yielding);
    }

    @Test
    void addingWhereAnotherNextHopIsFailsAndChangesNothing() {
        var kernel = open();
        var local = KernelRoute.ours(IPV6, 5, new Device(configured(kernel)));
        var other = KernelRoute.ours(IPV6, 5, new Gateway(Address.of("2001:db8:ffff::2"), underlay(kernel)));
        kernel.apply(List.of(new AddRoute(local)));

        var outcomes = kernel.apply(List.of(new AddRoute(other)));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.error())
                .isEqualTo("EEXIST"));
        assertThat(kernel.observe().routes()).containsExactly(local);
    }

    @Test
    void oneRefusalDoesNotStopTheRestAndTellsTheKernelsWords() {
        var kernel = open();
        int index = configured(kernel);
        var first = new AddRoute(KernelRoute.ours(IPV4, 5, new Device(index)));
        var unreachable = new AddRoute(KernelRoute.ours(IPV4, 6, new Gateway(Address.of("203.0.113.1"), index)));
        var last = new AddRoute(KernelRoute.ours(IPV6, 5, new Device(index)));

        var outcomes = kernel.apply(List.of(first, unreachable, last));

        assertThat(outcomes)
                .containsExactly(
                        new Done(first),
                        new Failed(unreachable, "ENETUNREACH", "Nexthop has invalid gateway"),
                        new Done(last));
    }

    @Test
    void routesAndLinksOfOthersAreNeitherSeenNorTouched() {
        var kernel = open();
        int index = configured(kernel);
        int under = underlay(kernel);
        run("ip route add 192.0.2.10/32 dev under proto static metric 5");
        run("ip route add 192.0.2.11/32 dev under proto 201 metric 5 table 77");
        run("ip -6 route add 2001:db8::10/128 dev under proto static metric 5");
        var before = run("ip route show table all") + run("ip -6 route show table all");

        var outcomes = kernel.apply(List.of(
                new AddRoute(KernelRoute.ours(IPV4, 5, new Device(index))),
                new DeleteRoute(KernelRoute.ours(IPV4, 5, new Device(under))),
                new DeleteRoute(KernelRoute.ours(IPV6, 5, new Device(under)))));

        assertThat(outcomes.getFirst()).isInstanceOf(Failed.class);
        assertAllDone(outcomes.subList(1, 3));
        assertThat(run("ip route show table all") + run("ip -6 route show table all"))
                .isEqualTo(before);
        assertThat(kernel.observe().routes()).isEmpty();
        assertThat(kernel.link("under").orElseThrow().owned()).isFalse();
    }

    @Test
    void aRouteOfOurNumberThatWeWouldNeverMakeIsSeenAndDeletable() {
        var kernel = open();
        run("ip route add prohibit 192.0.2.10/32 proto 201 metric 5");
        run("ip -6 route add prohibit 2001:db8::10/128 proto 201 metric 5");

        var routes = kernel.observe().routes();

        assertThat(routes).hasSize(2).allSatisfy(route -> assertThat(route.nextHop())
                .isInstanceOf(Other.class));
        assertAllDone(kernel.apply(
                routes.stream().<KernelOperation>map(DeleteRoute::new).toList()));
        assertThat(kernel.observe().routes()).isEmpty();
    }

    @Test
    void theSelectedRouteMayBeShorterThanAHost() {
        var kernel = open();
        int under = underlay(kernel);
        run("ip route add default via 198.51.100.1 dev under proto static");

        assertThat(kernel.selectedRoute(IPV4))
                .contains(
                        new KernelRoute(Prefix.of("0.0.0.0/0"), 4, 0, new Gateway(Address.of("198.51.100.1"), under)));
    }

    @Test
    void aThousandVmsComeAndGoInOneBurst() {
        var kernel = open();
        var device = new Device(configured(kernel));
        var routes = new ArrayList<KernelRoute>();
        for (int i = 0; i < 1000; i++) {
            routes.add(KernelRoute.ours(Address.of("10.64." + i / 250 + "." + i % 250), 5, device));
            routes.add(KernelRoute.ours(Address.of("2001:db8::1:" + Integer.toHexString(i)), 5, device));
        }

        assertAllDone(
                kernel.apply(routes.stream().<KernelOperation>map(AddRoute::new).toList()));
        assertThat(kernel.observe().routes()).containsExactlyInAnyOrderElementsOf(routes);

        assertAllDone(kernel.apply(
                routes.stream().<KernelOperation>map(DeleteRoute::new).toList()));
        assertThat(kernel.observe().routes()).isEmpty();
    }

    @Test
    void oddNamesOfOtherLinksDoNotDisturb() {
        run("ip link add name we@ird=#~ type veth peer name " + "p".repeat(15));
        var kernel = open();

        assertThat(kernel.link("we@ird=#~")).isPresent();
        assertThat(kernel.link("no-such-link")).isEmpty();
        assertThat(kernel.link("x".repeat(127))).isEmpty();
        assertThat(kernel.observe().link("p".repeat(15))).isPresent();
    }

    @Test
    void settingsThatBreakTheFabricAreNamed() {
        run("sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.send_redirects=0"
                + " net.ipv4.conf.all.rp_filter=2");

        assertThat(open().unsuitableSettings()).singleElement().satisfies(setting -> {
            assertThat(setting.name()).isEqualTo("net.ipv4.conf.all.rp_filter");
            assertThat(setting.required()).isEqualTo("0");
            assertThat(setting.actual()).isEqualTo("2");
        });
    }

    private static int guest(Kernel kernel) {
        assertAllDone(kernel.apply(List.of(new CreateVeth(GUEST, null, GATEWAY_MAC, InterfaceName.of("guest0")))));
        return kernel.link(GUEST.value()).orElseThrow().index();
    }

    private static int configured(Kernel kernel) {
        int index = guest(kernel);
        assertAllDone(kernel.apply(List.of(new ConfigureGuestLink(index), new SetLink(index, null, true))));
        run("ip link set guest0 up");
        return index;
    }

    private static int underlay(Kernel kernel) {
        run("ip link add under type veth peer name wire");
        run("ip link set under up");
        run("ip link set wire up");
        run("ip address add 198.51.100.11/24 dev under");
        run("ip address add 2001:db8:ffff::11/64 dev under nodad");
        return kernel.link("under").orElseThrow().index();
    }

    private static void assertAllDone(List<OperationOutcome> outcomes) {
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Done.class));
    }
}
