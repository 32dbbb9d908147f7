package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import java.util.List;

/**
 * A fabric of two nodes and one VM that exists nowhere: what an agent is told so that it switches, as the target of a move and as its
 * source. Addresses are of TEST-NET-1 (RFC 5737) and the discard prefix (RFC 6666), MAC addresses those for documents (RFC 7042).
 */
public final class RehearsalScript {

    /** Of the interface on which it is played; no VM's interface has this name. */
    public static final InterfaceName LINK = InterfaceName.of("ipfab-rehearsal");

    public static final MacAddress GUEST = MacAddress.of("00:00:5e:00:53:01");
    public static final MacAddress OTHER_MAC = MacAddress.of("00:00:5e:00:53:02");
    public static final Address OWN = Address.of("192.0.2.3");
    public static final List<Address> OTHER = List.of(Address.of("192.0.2.2"), Address.of("100::2"));
    public static final List<Address> GUESTS = List.of(Address.of("192.0.2.1"), Address.of("100::1"));

    private static final VmId VM = VmId.of("rehearsal");
    private static final NodeName HERE = NodeName.of("here");
    private static final NodeName THERE = NodeName.of("there");
    private static final ClusterName CLUSTER = ClusterName.of("rehearsal");
    private static final FabricId FABRIC = FabricId.of("00000000-0000-4000-8000-000000000001");
    private static final NodeInstance INSTANCE = new NodeInstance("00000000-0000-4000-8000-000000000002");
    private static final Asn ASN = Asn.of(64_496);
    private static final Gateways GATEWAYS =
            new Gateways(Address.of("192.0.2.4"), Address.of("fe80::1"), MacAddress.of("00:00:5e:00:53:03"));

    private static final Forwarding LOCAL = new Forwarding.Local();
    private static final Forwarding VIA = new Forwarding.Via(THERE);

    private RehearsalScript() {}

    /** What the kernel tells of the rehearsal's interface is nobody's news. */
    public static boolean concerns(KernelEvent event) {
        return switch (event) {
            case KernelEvent.LinkChanged(var link) -> link.isNamed(LINK.value());
            case KernelEvent.LinkRemoved(int _, String name) -> name.equals(LINK.value());
            case KernelEvent.RouteRemoved _, KernelEvent.RouteWritten _, KernelEvent.ResyncNeeded _ -> false;
        };
    }

    public static Identity identity() {
        return new Identity(HERE, INSTANCE, null, 0);
    }

    public static Topology topology() {
        return Topology.EMPTY
                .with(new ClusterTopology(CLUSTER, ASN, GATEWAYS, CutoverPolicy.SEAMLESS, null, List.of()))
                .with(new NodeTopology(HERE, CLUSTER, OWN, null, 0))
                .with(new NodeTopology(THERE, CLUSTER, OTHER.getFirst(), OTHER.getLast(), 0));
    }

    /** The guest is awaited here. */
    public static List<RouteIntent> target(long epoch) {
        return told(epoch, VIA, new Announcement.Preferred(1), new Armed(Evidence.GUEST_ARRIVED, LOCAL));
    }

    /** The guest is here and may leave. */
    public static List<RouteIntent> source(long epoch) {
        return told(epoch, LOCAL, new Announcement.Normal(), new Armed(Evidence.GUEST_LEFT, VIA));
    }

    /** Each is another placement of the VM, or it would remember that the guest was there. */
    private static List<RouteIntent> told(long epoch, Forwarding forwarding, Announcement announcement, Armed armed) {
        var endpoint = new Endpoint(
                HERE,
                VM,
                VmName.of("rehearsal"),
                Generation.of(epoch),
                Epoch.of(epoch),
                new VmInterface(LINK, null, null, GUEST),
                GATEWAYS,
                GUESTS.stream()
                        .map(address -> new EndpointAddress(address, SequenceNumber.of(1)))
                        .toList(),
                forwarding,
                announcement,
                armed);
        var digest = ManifestDigest.EMPTY.plus(VM, endpoint.epoch());
        return List.of(new Announce(endpoint), new Manifest(FABRIC, HERE, INSTANCE, epoch, 1, digest, false));
    }
}
