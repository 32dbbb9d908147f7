package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.Samples;
import io.ipfabric.node.domain.Topology;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two nodes on one underlay; the agent is node1's, the other is where VM 1 comes from or goes to. */
class MigrationFixture extends ReconcilerFixture {

    static final NodeName OTHER = NodeName.of("node2");
    static final Forwarding LOCAL = new Forwarding.Local();
    static final Forwarding VIA = new Forwarding.Via(OTHER);
    static final Armed ARRIVAL = new Armed(Evidence.GUEST_ARRIVED, LOCAL);
    static final Armed DEPARTURE = new Armed(Evidence.GUEST_LEFT, VIA);
    static final Announcement SILENT = new Announcement.Silent();
    static final Announcement NORMAL = new Announcement.Normal();
    static final Announcement PREFERRED = new Announcement.Preferred(1);
    static final MacAddress OTHER_MAC = MacAddress.of("02:ff:00:00:00:0c");

    private static final int UNDERLAY_LINK = 1;
    static final Address OTHER4 = Address.of("198.51.100.12");
    static final Address OTHER6 = Address.of("2001:db8:ffff::c");

    MigrationFixture() {
        kernel.plant(new KernelRoute(Prefix.of("198.51.100.0/24"), 2, 0, new Device(UNDERLAY_LINK)));
        kernel.plant(new KernelRoute(Prefix.of("2001:db8:ffff::/64"), 2, 256, new Device(UNDERLAY_LINK)));
        kernel.router(OTHER4, OTHER_MAC);
        kernel.router(OTHER6, OTHER_MAC);
    }

    static Topology twoNodes(@Nullable Address address6) {
        return topology(UNDERLAY).with(new NodeTopology(OTHER, ClusterName.of("lab"), OTHER4, address6, 4));
    }

    /** Without any VM, and free to take away what the next intents take away. */
    void startEmpty() {
        kernel.carrierOnUp();
        tell(new AgentInput.TopologyRead(twoNodes(OTHER6)), new AgentInput.PartitionBegun());
        tell(new AgentInput.PartitionEnded());
    }

    /** Says where VM 1 goes, and that this is all. */
    void intend(Endpoint endpoint) {
        intents(new Announce(endpoint));
        intents(manifest(endpoint.epoch().value(), List.of(endpoint)));
    }

    static Endpoint vm1(long epoch, Forwarding forwarding, Announcement announcement, @Nullable Armed armed) {
        return vm1(epoch, InterfaceKind.VETH, forwarding, announcement, armed);
    }

    static Endpoint vm1(
            long epoch,
            @Nullable InterfaceKind kind,
            Forwarding forwarding,
            Announcement announcement,
            @Nullable Armed armed) {
        return Samples.armed(Samples.endpoint(1, epoch, kind, forwarding, announcement), 2, armed);
    }

    void frameArrives() {
        tell(new AgentInput.GuestHeard(kernel.find("vm1_net0").orElseThrow().index()));
    }

    void isVia(long metric) {
        assertThat(ours())
                .containsExactlyInAnyOrder(
                        KernelRoute.ours(ipv4(1), metric, gateway(AddressFamily.IPV4)),
                        KernelRoute.ours(ipv6(1), metric, gateway(AddressFamily.IPV6)));
    }

    void isLocal(int metric) {
        assertThat(ours()).containsExactlyInAnyOrder(route(ipv4(1), metric, 1), route(ipv6(1), metric, 1));
    }

    static Gateway gateway(AddressFamily family) {
        return new Gateway(family == AddressFamily.IPV4 ? OTHER4 : OTHER6, UNDERLAY_LINK);
    }

    /** From now on both addresses have a route of ours after every single operation. */
    void neverWithoutARoute() {
        kernel.watchEach(() ->
                assertThat(ours()).extracting(r -> r.destination().network()).containsAll(Set.of(ipv4(1), ipv6(1))));
    }
}
