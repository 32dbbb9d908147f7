package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.Samples;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both roles of a node in a live migration, with packets, on a real kernel. */
@ExtendWith(PrivateNetwork.class)
class LiveMigrationTest {

    private static final Forwarding VIA = new Forwarding.Via(LiveNode.OTHER);
    private static final Forwarding LOCAL = new Forwarding.Local();
    private static final Announcement PREFERRED = new Announcement.Preferred(1);
    private static final Announcement NORMAL = new Announcement.Normal();
    private static final Armed ARRIVAL = new Armed(Evidence.GUEST_ARRIVED, LOCAL);
    private static final Armed DEPARTURE = new Armed(Evidence.GUEST_LEFT, VIA);

    private LiveNode node;
    private String guest;

    @BeforeEach
    void build() throws IOException {
        node = new LiveNode();
        guest = node.namespace();
    }

    @AfterEach
    void tearDown() {
        node.close();
    }

    private static Endpoint vm1(long epoch, Forwarding forwarding, Announcement announcement, @Nullable Armed armed) {
        return Samples.armed(Samples.endpoint(1, epoch, null, forwarding, announcement), 2, armed);
    }

    /** As a hypervisor makes it: the node's end is there, the guest's is down. */
    private void makePair() {
        run("ip link add vm1_net0 type veth peer name eth0 netns " + node.newestNamespace());
        run("ip link set vm1_net0 up");
    }

    /** It makes itself heard by what its kernel sends by itself. */
    private void guestStarts() {
        run(guest + "ip link set eth0 address " + Samples.guestMac(1));
        run(guest + "ip address add " + ipv4(1) + "/32 dev eth0");
        run(guest + "ip address add " + ipv6(1) + "/128 dev eth0 nodad");
        run(guest + "ip link set eth0 up");
        run(guest + "ip route add default via 10.0.0.1 dev eth0 onlink");
        run(guest + "ip -6 route add default via fe80::1 dev eth0");
    }

    private void guestRunsOnTheOtherNode() {
        run(node.other + "ip address add " + ipv4(1) + "/32 dev lo");
        run(node.other + "ip address add " + ipv6(1) + "/128 dev lo nodad");
    }

    @Test
    void aHairpinReachesTheGuestOnTheOtherNode() {
        guestRunsOnTheOtherNode();

        node.intend(vm1(10, VIA, PREFERRED, ARRIVAL));

        reaches(node.core, ipv4(1).toString());
        reaches(node.core, ipv6(1).toString());
        assertThat(run("nft list set inet ip_fabric hairpinned_ipv4")).contains(ipv4(1).toString());
    }

    @Test
    void theGuestsFirstFrameSwitches() {
        makePair();
        node.intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        await().until(() -> node.isVia(ipv4(1), 4) && node.isVia(ipv6(1), 4) && node.isListenedTo("vm1_net0"));

        guestStarts();

        await().until(() -> node.isLocal(ipv4(1), 4) && node.isLocal(ipv6(1), 4));
        await().until(() -> node.report(1)
                .map(RouteReport::forwarding)
                .filter(LOCAL::equals)
                .isPresent());
        reaches(node.core, ipv4(1).toString());
        reaches(node.core, ipv6(1).toString());
    }

    /** Frames of anybody else, and what the node itself sends, are no arrival. */
    @Test
    void onlyTheGuestsMacSwitches() {
        makePair();
        node.intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        await().until(() -> node.isListenedTo("vm1_net0"));

        run(guest + "ip link set eth0 address 02:ff:00:00:00:99 up");
        run(guest + "ip address add 192.0.2.77/24 dev eth0");
        // Asked for by the node, so that it sends into the link, too.
        run("ip route add 192.0.2.77/32 dev vm1_net0");
        await().until(() -> !pings(guest, "192.0.2.78"));
        assertThat(pings("", "192.0.2.77")).isFalse();

        assertThat(node.isVia(ipv4(1), 4)).isTrue();
        run(guest + "ip link set eth0 down");
        guestStarts();
        await().until(() -> node.isLocal(ipv4(1), 4));
    }

    @Test
    void anInterfaceThatAppearsWithAGuestSwitches() {
        node.intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        await().until(() -> node.isVia(ipv4(1), 4));

        makePair();
        guestStarts();

        await().until(() -> node.isLocal(ipv4(1), 4) && node.isLocal(ipv6(1), 4));
    }

    /** What the other node sends back is dropped, what others send is not. */
    @Test
    void theGuardEndsALoop() {
        guestRunsOnTheOtherNode();
        node.intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        reaches(node.core, ipv4(1).toString());
        reaches(node.core, ipv6(1).toString());
        // The other node redirects already, and the guest is nowhere.
        run(node.other + "ip address del " + ipv4(1) + "/32 dev lo");
        run(node.other + "ip address del " + ipv6(1) + "/128 dev lo");
        long before = sent("under");

        assertThat(pings(node.core, ipv4(1).toString())).isFalse();
        assertThat(pings(node.core, ipv6(1).toString())).isFalse();

        // Two pings of two packets each, and a neighbor entry that is asked for again now and then.
        assertThat(sent("under") - before).isBetween(4L, 20L);
    }

    private static long sent(String link) {
        var line = run("cat /proc/self/net/dev")
                .lines()
                .map(String::strip)
                .filter(l -> l.startsWith(link + ":"))
                .findFirst()
                .orElseThrow();
        // After the name: eight counters of what was received, then bytes and packets that were sent.
        return Long.parseLong(line.split("\\s+", -1)[10]);
    }

    @Test
    void lostCarrierRedirects() {
        makePair();
        guestStarts();
        guestRunsOnTheOtherNode();
        node.intend(vm1(10, LOCAL, NORMAL, DEPARTURE));
        await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));

        run(guest + "ip link set eth0 down");

        await().until(() -> node.isVia(ipv4(1), 3) && node.isVia(ipv6(1), 3));
        reaches(node.core, ipv4(1).toString());
        await().until(() ->
                node.report(1).map(RouteReport::forwarding).filter(VIA::equals).isPresent());

        run(guest + "ip link set eth0 up");
        await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));
    }

    @Test
    void aDeletedInterfaceRedirectsAndOneThatComesBackIsTaken() {
        makePair();
        guestStarts();
        node.intend(vm1(10, LOCAL, NORMAL, DEPARTURE));
        await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));

        run("ip link delete vm1_net0");
        await().until(() -> node.isVia(ipv4(1), 3) && node.isVia(ipv6(1), 3));

        makePair();
        guestStarts();
        await().until(() -> node.isLocal(ipv4(1), 5) && node.isLocal(ipv6(1), 5));
        reaches(node.core, ipv4(1).toString());
    }

    @Test
    void aRetiredRedirectWaitsForTheLearnedRoute() {
        node.intend(vm1(10, VIA, NORMAL, null));
        await().until(() -> node.isVia(ipv4(1), 3) && node.isVia(ipv6(1), 3));

        node.remove(vm1(20, VIA, NORMAL, null));
        long yielding = KernelRoute.YIELDING_DISTANCE | 2;
        await().until(() -> node.isVia(ipv4(1), yielding) && node.isVia(ipv6(1), yielding));
        assertThat(node.report(1).filter(RouteReport::isGone)).isEmpty();

        run("ip route add " + ipv4(1) + "/32 via " + LiveNode.OTHER4 + " proto 186 metric 20");
        run("ip -6 route add " + ipv6(1) + "/128 via " + LiveNode.OTHER6 + " proto 186 metric 20");

        await().until(() -> node.kernel.observe().routes().isEmpty());
        await().until(() -> node.report(1).filter(RouteReport::isGone).isPresent());
        assertThat(node.kernel.selectedRoute(ipv4(1)))
                .hasValueSatisfying(route -> assertThat(route.metric()).isEqualTo(20));
    }

    @Test
    void aRetirementEndsWithoutALearnedRoute() {
        node.intend(vm1(10, VIA, new Announcement.Silent(), null));
        await().until(() -> node.isVia(ipv4(1), 2));

        node.remove(vm1(20, VIA, NORMAL, null));

        await().until(() -> node.kernel.observe().routes().isEmpty());
    }

    /** What is called invalid by somebody's rules for tracked connections passes all the same: it is not tracked. */
    @Test
    void guestsConnectionsAreNotTracked() {
        guestRunsOnTheOtherNode();
        node.intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        await().until(() -> node.isVia(ipv4(1), 4) && node.isVia(ipv6(1), 4));
        run("nft add table inet strict");
        run("nft add chain inet strict forward { type filter hook forward priority 10; policy accept; }");
        run("nft add rule inet strict forward ct state != untracked drop");

        reaches(node.core, ipv4(1).toString());
        reaches(node.core, ipv6(1).toString());
        assertThat(pings(node.core, LiveNode.OTHER4.toString())).isFalse();
    }

    private static void reaches(String where, String target) {
        await().alias(where + " reaches " + target).until(() -> pings(where, target));
    }

    private static boolean pings(String where, String target) {
        try {
            run(where + "ping -n -c 2 -i 0.2 -W 1 " + target);
            return true;
        } catch (AssertionError refused) {
            return false;
        }
    }
}
