package io.ipfabric.node.adapter.netlink.nftables;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.adapter.netlink.PrivateNetwork;
import io.ipfabric.node.adapter.netlink.RtnetlinkKernel;
import io.ipfabric.node.application.Kernel;
import io.ipfabric.node.domain.GuestBinding;
import io.ipfabric.node.domain.KernelAddress;
import io.ipfabric.node.domain.KernelNeighbor;
import io.ipfabric.node.domain.KernelOperation.AddAddress;
import io.ipfabric.node.domain.KernelOperation.AddRoute;
import io.ipfabric.node.domain.KernelOperation.ConfigureGuestLink;
import io.ipfabric.node.domain.KernelOperation.CreateVeth;
import io.ipfabric.node.domain.KernelOperation.PutNeighbor;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.OperationOutcome.Done;
import io.ipfabric.node.domain.SourceFilterPolicy;
import io.ipfabric.node.domain.SourceFilterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A node with one guest and one router on the underlay, each in a network namespace of its own, made by the adapters alone:
 * what a routed guest can reach, and what it cannot.
 */
@ExtendWith(PrivateNetwork.class)
class SourceFilterPacketsTest {

    private static final InterfaceName LINK = InterfaceName.of("sea_gold_net0");
    private static final MacAddress GATEWAY_MAC = MacAddress.of("02:00:0a:00:00:01");
    private static final MacAddress GUEST_MAC = MacAddress.of("02:00:0a:40:00:0a");

    /** A router that has only a tentative link-local address asks for no neighbor on behalf of others: a second is lost. */
    private static final String WITHOUT_DAD = "sysctl -q net.ipv6.conf.default.accept_dad=0";

    private static final List<Address> GUEST_ADDRESSES = List.of(Address.of("192.0.2.10"), Address.of("2001:db8::10"));

    private final List<Process> namespaces = new ArrayList<>();
    private NftablesSourceFilter filter;
    private Kernel kernel;
    private String guest;
    private String router;

    @BeforeEach
    void build() throws IOException {
        filter = NftablesSourceFilter.open();
        kernel = RtnetlinkKernel.open();
        guest = namespace();
        router = namespace();
        run("sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0"
                + " net.ipv4.conf.all.send_redirects=0");
        run(WITHOUT_DAD);
        underlay();
        guestLink();
        filter.install(new SourceFilterPolicy(
                Set.of(Address.of("10.0.0.1"), Address.of("fe80::1")),
                Set.of(Prefix.of("198.51.100.0/24"), Prefix.of("2001:db8:ffff::/64")),
                Set.of(Prefix.of("192.0.2.0/24"), Prefix.of("2001:db8::/64"))));
        filter.change(
                new SourceFilterState(
                        Set.of(LINK),
                        Set.of(
                                new GuestBinding(LINK, GUEST_ADDRESSES.getFirst()),
                                new GuestBinding(LINK, GUEST_ADDRESSES.getLast())),
                        Set.of()),
                SourceFilterState.EMPTY);
    }

    @AfterEach
    void tearDown() {
        filter.close();
        kernel.close();
        namespaces.forEach(Process::destroyForcibly);
    }

    /** A process that sits in a namespace of its own; the namespace goes with it. */
    private String namespace() throws IOException {
        var process = new ProcessBuilder("unshare", "-n", "sleep", "600").start();
        namespaces.add(process);
        var own = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
        var its = Path.of("/proc/" + process.pid() + "/ns/net");
        await().until(() -> !Files.readSymbolicLink(its).equals(own));
        var prefix = "nsenter -t " + process.pid() + " -n ";
        run(prefix + "ip link set lo up");
        run(prefix + WITHOUT_DAD);
        return prefix;
    }

    private void underlay() {
        run("ip link add under type veth peer name under netns "
                + namespaces.getLast().pid());
        run("ip link set under up");
        run("ip address add 198.51.100.11/24 dev under");
        run("ip address add 2001:db8:ffff::11/64 dev under nodad");
        run("ip route add default via 198.51.100.1");
        run("ip -6 route add default via 2001:db8:ffff::1");
        run(router + "ip link set under up");
        run(router + "ip address add 198.51.100.1/24 dev under");
        run(router + "ip address add 2001:db8:ffff::1/64 dev under nodad");
        run(router + "ip address add 203.0.113.1/32 dev lo");
        run(router + "ip address add 2001:db8:1::1/128 dev lo");
        run(router + "ip route add 192.0.2.0/24 via 198.51.100.11");
        run(router + "ip -6 route add 2001:db8::/64 via 2001:db8:ffff::11");
    }

    private void guestLink() {
        kernel.apply(List.of(new CreateVeth(LINK, null, GATEWAY_MAC, InterfaceName.of("eth0"))));
        int index = kernel.link(LINK.value()).orElseThrow().index();
        run("ip link set eth0 netns " + namespaces.getFirst().pid());
        var outcomes = kernel.apply(List.of(
                new ConfigureGuestLink(index),
                new SetLink(index, null, true),
                new AddAddress(new KernelAddress(Address.of("10.0.0.1"), 32, index)),
                new AddAddress(new KernelAddress(Address.of("fe80::1"), 64, index)),
                new PutNeighbor(new KernelNeighbor(GUEST_ADDRESSES.getFirst(), index, GUEST_MAC)),
                new PutNeighbor(new KernelNeighbor(GUEST_ADDRESSES.getLast(), index, GUEST_MAC)),
                new AddRoute(KernelRoute.ours(GUEST_ADDRESSES.getFirst(), 5, new Device(index))),
                new AddRoute(KernelRoute.ours(GUEST_ADDRESSES.getLast(), 5, new Device(index)))));
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Done.class));
        run(guest + "ip link set eth0 address " + GUEST_MAC + " up");
        run(guest + "ip address add 192.0.2.10/32 dev eth0");
        run(guest + "ip address add 2001:db8::10/128 dev eth0 nodad");
        run(guest + "ip route add default via 10.0.0.1 dev eth0 onlink");
        run(guest + "ip -6 route add default via fe80::1 dev eth0");
    }

    @Test
    void aGuestReachesItsGatewayAndTheWorld() {
        reaches(guest, "10.0.0.1");
        reaches(guest, "fe80::1%eth0");
        reaches(guest, "203.0.113.1");
        reaches(guest, "2001:db8:1::1");
    }

    @Test
    void theWorldReachesTheGuestAndSoDoARouterAndTheNode() {
        reaches(router, "-I 203.0.113.1 192.0.2.10");
        reaches(router, "-I 2001:db8:1::1 2001:db8::10");
        reaches(router, "192.0.2.10");
        reaches(router, "2001:db8::10");
        reaches("", "192.0.2.10");
    }

    @Test
    void aGuestCannotSendFromAnAddressThatIsNotItsOwn() {
        run(guest + "ip address add 192.0.2.99/32 dev eth0");
        run(guest + "ip address add 2001:db8::99/128 dev eth0 nodad");
        // The node would deliver the answers: only the filter is in the way.
        run("ip route add 192.0.2.99/32 dev " + LINK);
        run("ip -6 route add 2001:db8::99/128 dev " + LINK);

        assertThat(pings(guest, "-I 192.0.2.99 203.0.113.1")).isFalse();
        assertThat(pings(guest, "-I 2001:db8::99 2001:db8:1::1")).isFalse();
        assertThat(pings(guest, "-I 192.0.2.99 10.0.0.1")).isFalse();

        filter.change(SourceFilterState.EMPTY, filter.observe());
        reaches(guest, "-I 192.0.2.99 203.0.113.1");
        reaches(guest, "-I 2001:db8::99 2001:db8:1::1");
    }

    @Test
    void aGuestCannotReachTheUnderlay() {
        assertThat(pings(guest, "198.51.100.1")).isFalse();
        assertThat(pings(guest, "2001:db8:ffff::1")).isFalse();
        assertThat(pings(guest, "198.51.100.11")).isFalse();
        assertThat(pings(guest, "2001:db8:ffff::11")).isFalse();
    }

    @Test
    void aGuestWithoutABindingSendsNothingAndAForeignInterfaceAnything() {
        var all = filter.observe();
        filter.change(SourceFilterState.EMPTY, new SourceFilterState(Set.of(), all.bindings(), Set.of()));
        assertThat(pings(guest, "203.0.113.1")).isFalse();
        assertThat(pings(guest, "2001:db8:1::1")).isFalse();

        filter.change(SourceFilterState.EMPTY, all);
        reaches(guest, "203.0.113.1");
        reaches(guest, "198.51.100.11");
        reaches(guest, "198.51.100.1");
        reaches(guest, "2001:db8:ffff::1");
    }

    /** In the end: a neighbor that was asked for while the filter was in the way is asked again a second later. */
    private static void reaches(String where, String target) {
        await().alias(where + " reaches " + target).until(() -> pings(where, target));
    }

    private static boolean pings(String where, String target) {
        try {
            run(where + "ping -n -c 2 -i 0.2 -W 1 " + target);
            return true;
        } catch (AssertionError refused) {
            assertThat(refused).hasMessageContaining("packets transmitted");
            return false;
        }
    }
}
