package io.ipfabric.contracts.testing;

import static java.util.stream.Collectors.toMap;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One event of every kind with all its fields, from one story: VM {@code vm-1} moves from node1 to node2 of cluster {@code lab}. */
public final class Samples {

    public static final Envelope ENVELOPE = new Envelope(
            "b7f1c1f2-0a0c-4a57-9d0d-000000000001",
            "/ip-fabric/samples",
            Instant.parse("2026-02-03T04:05:06.789Z"),
            42L);

    private static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");
    private static final VmId VM = VmId.of("vm-1");
    private static final VmName NAME = VmName.of("database-primary");
    private static final ClusterName CLUSTER = ClusterName.of("lab");
    private static final NodeName NODE1 = NodeName.of("node1");
    private static final NodeName NODE2 = NodeName.of("node2");
    private static final NodeInstance INSTANCE = NodeInstance.of("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static final Generation GENERATION = Generation.of(3);
    private static final Epoch EPOCH = Epoch.of(1007);
    private static final SequenceNumber SEQUENCE = SequenceNumber.of(12);
    private static final Address IPV4 = Address.of("192.0.2.10");
    private static final Address IPV6 = Address.of("2001:db8::10");
    private static final MacAddress GUEST_MAC = MacAddress.of("02:00:00:00:00:10");
    private static final Gateways GATEWAYS =
            new Gateways(Address.of("10.0.0.1"), Address.of("fe80::1"), MacAddress.of("02:00:00:00:00:01"));
    private static final Problem PROBLEM =
            Problem.ofField(ProblemType.POOL_EXHAUSTED, "families[0]", "pool public-v4 has no free address");

    private static final Force FORCE = new Force("node1 burnt down, its power is off", "night shift");

    private Samples() {}

    /** In the order of {@link EventTypes#all()}. */
    public static List<FabricEvent> events() {
        return Stream.of(
                        lifecycle(),
                        vmEvents(),
                        addressEvents(),
                        intents(),
                        reports(),
                        routeEvents(),
                        observations(),
                        levels())
                .flatMap(List::stream)
                .toList();
    }

    /** Each event by its CloudEvents type. */
    public static Map<String, FabricEvent> byType() {
        return events().stream().collect(toMap(EventTypes::nameOf, Function.identity()));
    }

    public static Endpoint endpoint(Forwarding forwarding, Announcement announcement) {
        return endpoint(forwarding, announcement, null);
    }

    private static Endpoint endpoint(Forwarding forwarding, Announcement announcement, Endpoint.@Nullable Armed armed) {
        return new Endpoint(
                NODE2,
                VM,
                NAME,
                GENERATION,
                EPOCH,
                iface(),
                GATEWAYS,
                List.of(
                        new Endpoint.EndpointAddress(IPV4, SEQUENCE),
                        new Endpoint.EndpointAddress(IPV6, SequenceNumber.of(13))),
                forwarding,
                announcement,
                armed);
    }

    private static VmInterface iface() {
        return new VmInterface(
                InterfaceName.of(NAME),
                InterfaceName.alternativeNameOf(NAME).orElseThrow(),
                InterfaceKind.TAP,
                GUEST_MAC);
    }

    private static List<FabricEvent> lifecycle() {
        return List.of(
                new VmLifecycleEvent.Created(
                        VM,
                        NAME,
                        CLUSTER,
                        NODE1,
                        List.of(AddressFamily.IPV4, AddressFamily.IPV6),
                        List.of(IPV4),
                        new InterfaceRequest(InterfaceKind.TAP, GUEST_MAC),
                        false),
                new VmLifecycleEvent.Started(VM, NODE1, Generation.of(2)),
                new VmLifecycleEvent.Stopped(VM, NODE1),
                new VmLifecycleEvent.MigrationStarted(VM, NODE1, NODE2, CutoverPolicy.STRICT, StrictTimeout.PROCEED),
                new VmLifecycleEvent.MigrationSwitched(VM, NODE2),
                new VmLifecycleEvent.MigrationFailed(VM, NODE2, "out of memory"),
                new VmLifecycleEvent.Deleted(VM, NODE2),
                new VmRejection(
                        PROBLEM,
                        "vm-1",
                        "/hypervisors/a",
                        "17",
                        5,
                        1234,
                        Map.of("ce_id", "17", "content-type", "application/json"),
                        "e30=",
                        AT));
    }

    private static List<FabricEvent> vmEvents() {
        return List.of(
                new VmEvent.VmCreated(
                        VM,
                        NAME,
                        CLUSTER,
                        NODE1,
                        GENERATION,
                        List.of(AddressFamily.IPV6),
                        List.of(IPV4),
                        iface(),
                        true),
                new VmEvent.VmStarted(VM, NODE1, GENERATION),
                new VmEvent.VmStopped(VM, NODE1, GENERATION),
                new VmEvent.VmMigrationStarted(VM, NODE1, NODE2, GENERATION, CutoverPolicy.SEAMLESS, null),
                new VmEvent.VmMigrationSwitched(VM, NODE2, GENERATION, CutoverPolicy.STRICT, StrictTimeout.PROCEED),
                new VmEvent.VmMigrationCancelled(VM, GENERATION),
                new VmEvent.VmMigrationForced(VM, GENERATION, FORCE),
                new VmEvent.VmDeleted(VM, GENERATION));
    }

    private static List<FabricEvent> addressEvents() {
        var addresses = List.of(
                new AddressEvent.AllocatedAddress(IPV4, SEQUENCE, PoolName.of("public-v4")),
                new AddressEvent.AllocatedAddress(IPV6, SequenceNumber.of(13), PoolName.of("public-v6")));
        return List.of(
                new AddressEvent.AddressesAllocated(VM, GENERATION, addresses),
                new AddressEvent.AddressesReleased(VM, GENERATION, addresses),
                new AddressEvent.AllocationRefused(VM, GENERATION, PROBLEM));
    }

    private static List<FabricEvent> intents() {
        return List.of(
                new RouteIntent.Announce(endpoint(new Forwarding.Via(NODE1), new Announcement.Preferred(1))),
                new RouteIntent.Withdraw(endpoint(new Forwarding.Local(), new Announcement.Silent())),
                new RouteIntent.Prepare(endpoint(
                        new Forwarding.Via(NODE1),
                        new Announcement.Silent(),
                        new Endpoint.Armed(Endpoint.Evidence.GUEST_ARRIVED, new Forwarding.Local()))),
                new RouteIntent.Remove(endpoint(new Forwarding.None(), new Announcement.Silent())),
                new RouteIntent.Manifest(
                        FabricId.of("5c2b1c1e-3a62-4f0e-8a0f-1f2a3b4c5d6e"),
                        NODE2,
                        INSTANCE,
                        9,
                        1,
                        ManifestDigest.EMPTY.plus(VM, EPOCH),
                        true));
    }

    private static List<FabricEvent> reports() {
        return List.of(
                new RouteReport(
                        NODE2,
                        INSTANCE,
                        VM,
                        EPOCH,
                        new Forwarding.Local(),
                        new RouteReport.ObservedInterface(true, true),
                        List.of(
                                new RouteReport.AddressReport(IPV4, true, true, true),
                                new RouteReport.AddressReport(IPV6, true, true, false)),
                        "bgpd does not advertise 2001:db8::10/128",
                        AT),
                new NodeReport.Heartbeat(
                        NODE2,
                        INSTANCE,
                        true,
                        9,
                        1,
                        List.of(new NodeReport.Session(Address.of("10.255.0.1"), "Established")),
                        "sha256:0123",
                        AT),
                new NodeReport.ResyncDone(NODE2, INSTANCE, 9, 1, 2, AT),
                new NodeReport.IntentRefused(NODE2, INSTANCE, VM, EPOCH, "epoch 1007 is older than 1008", AT),
                new NodeReport.ConfigurationApplied(NODE2, INSTANCE, "sha256:0123", "line 3: unknown command", AT));
    }

    private static List<FabricEvent> routeEvents() {
        return List.of(
                new RouteEvent.RouteAnnounced(VM, IPV4, SEQUENCE, NODE2, EPOCH, AT),
                new RouteEvent.RouteConfirmed(
                        VM, IPV4, SEQUENCE, NODE2, EPOCH, List.of(RouterName.of("rr1"), RouterName.of("rr2")), AT),
                new RouteEvent.RouteWithdrawn(VM, IPV4, SEQUENCE, NODE1, EPOCH, false, true, AT),
                new RouteEvent.RouteDrifted(
                        VM, IPV4, SEQUENCE, NODE2, EPOCH, "rr1 does not hold it", RouterName.of("rr1"), AT),
                new RouteEvent.RouteStray(
                        IPV4,
                        VM,
                        RouterName.of("rr1"),
                        Address.of("10.255.0.13"),
                        Address.of("10.255.0.14"),
                        "10.255.0.13 is no node that carries the VM",
                        AT),
                new RouteEvent.SilenceForced(VM, NODE1, EPOCH, FORCE, AT),
                new RouteEvent.ProofWaived(VM, NODE1, EPOCH, "node1 has not reported", AT),
                new RouteEvent.MigrationProgressed(
                        VM, GENERATION, NODE2, MigrationPhase.FAILED, true, "node2 was not ready in 30 s", AT));
    }

    private static List<FabricEvent> observations() {
        return List.of(
                new RouteObservation.ReflectorSight(
                        RouterName.of("rr1"), RouteObservation.State.LOST, 4, "connection reset", AT),
                new RouteObservation.ReflectorRoute(
                        RouterName.of("rr1"),
                        IPV4.hostPrefix(),
                        4,
                        List.of(new RouteObservation.Path(Address.of("10.255.0.11"), Address.of("10.255.0.11"), 200L)),
                        AT));
    }

    private static List<FabricEvent> levels() {
        return List.of(
                new TopologyEvent.ClusterTopology(
                        CLUSTER,
                        Asn.of(65000),
                        GATEWAYS,
                        CutoverPolicy.STRICT,
                        StrictTimeout.PROCEED,
                        List.of(new TopologyEvent.ReflectorTopology(
                                RouterName.of("rr1"),
                                Address.of("10.255.0.1"),
                                List.of(AddressFamily.IPV4),
                                RouterConfig.Flavor.BIRD))),
                new TopologyEvent.NodeTopology(
                        NODE1, CLUSTER, Address.of("10.255.1.1"), Address.of("2001:db8:ffff::1"), 7),
                new TopologyEvent.PoolTopology(PoolName.of("public-v4"), CLUSTER, Prefix.of("192.0.2.0/24")),
                new RouterConfig(
                        RouterName.of("node1"),
                        CLUSTER,
                        RouterConfig.Role.NODE,
                        RouterConfig.Flavor.FRR,
                        "sha256:0123",
                        "frr defaults datacenter\n"));
    }
}
