package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.event.RouteIntent.Withdraw;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The node, fabric and VMs of this module's tests. VM {@code n} has 203.0.113.n and 2001:db8::n. */
public final class Samples {

    public static final NodeName NODE = NodeName.of("node1");
    public static final NodeInstance INSTANCE = new NodeInstance("0d2c7c0e-7a2b-4a63-9f0e-6f7c5b1c2d3e");
    public static final FabricId FABRIC = FabricId.of("5f0f3a2e-8a1d-4a8f-b0c1-2d3e4f5a6b7c");
    public static final MacAddress GATEWAY_MAC = MacAddress.of("02:00:0a:00:00:01");
    public static final Gateways GATEWAYS = new Gateways(Address.of("10.0.0.1"), Address.of("fe80::1"), GATEWAY_MAC);
    public static final Identity IDENTITY = new Identity(NODE, INSTANCE, null, 0);

    private Samples() {}

    public static VmId vm(int number) {
        return VmId.of("vm-" + number);
    }

    public static Address ipv4(int number) {
        return Address.of("203.0.113." + number);
    }

    public static Address ipv6(int number) {
        return Address.of("2001:db8::" + Integer.toHexString(number));
    }

    public static InterfaceName interfaceName(int number) {
        return InterfaceName.of(VmName.of("vm" + number));
    }

    public static MacAddress guestMac(int number) {
        return MacAddress.of("02:00:0a:40:00:%02x".formatted(number));
    }

    public static Endpoint endpoint(int number, long epoch, Forwarding forwarding, Announcement announcement) {
        return endpoint(number, epoch, InterfaceKind.VETH, forwarding, announcement);
    }

    public static Endpoint endpoint(
            int number, long epoch, @Nullable InterfaceKind kind, Forwarding forwarding, Announcement announcement) {
        return new Endpoint(
                NODE,
                vm(number),
                VmName.of("vm" + number),
                Generation.of(1),
                Epoch.of(epoch),
                new VmInterface(interfaceName(number), null, kind, guestMac(number)),
                GATEWAYS,
                List.of(
                        new EndpointAddress(ipv4(number), SequenceNumber.of(number)),
                        new EndpointAddress(ipv6(number), SequenceNumber.of(number))),
                forwarding,
                announcement,
                null);
    }

    /** VM {@code number} with these addresses, each by the allocation with this sequence number. */
    public static Endpoint withAddresses(Endpoint endpoint, long sequence, Address... addresses) {
        return new Endpoint(
                endpoint.node(),
                endpoint.vm(),
                endpoint.name(),
                endpoint.generation(),
                endpoint.epoch(),
                endpoint.iface(),
                endpoint.gateways(),
                Arrays.stream(addresses)
                        .map(a -> new EndpointAddress(a, SequenceNumber.of(sequence)))
                        .toList(),
                endpoint.forwarding(),
                endpoint.announcement(),
                null);
    }

    /** The same at another generation and epoch, armed or not. */
    public static Endpoint armed(Endpoint endpoint, long generation, Endpoint.@Nullable Armed armed) {
        return new Endpoint(
                endpoint.node(),
                endpoint.vm(),
                endpoint.name(),
                Generation.of(generation),
                endpoint.epoch(),
                endpoint.iface(),
                endpoint.gateways(),
                endpoint.addresses(),
                endpoint.forwarding(),
                endpoint.announcement(),
                armed);
    }

    public static Announce announce(int number, long epoch) {
        return new Announce(endpoint(number, epoch, new Forwarding.Local(), new Announcement.Normal()));
    }

    public static Withdraw withdraw(int number, long epoch) {
        return new Withdraw(endpoint(number, epoch, new Forwarding.None(), new Announcement.Silent()));
    }

    public static Remove remove(int number, long epoch) {
        return new Remove(endpoint(number, epoch, new Forwarding.None(), new Announcement.Silent()));
    }

    /** A manifest over what {@code present} leads to. */
    public static Manifest manifest(long generation, List<Endpoint> present) {
        return manifest(generation, present, false);
    }

    public static Manifest manifest(long generation, List<Endpoint> present, boolean removalConfirmed) {
        var digest = ManifestDigest.EMPTY;
        for (var endpoint : present) {
            digest = digest.plus(endpoint.vm(), endpoint.epoch());
        }
        return new Manifest(FABRIC, NODE, INSTANCE, generation, present.size(), digest, removalConfirmed);
    }
}
