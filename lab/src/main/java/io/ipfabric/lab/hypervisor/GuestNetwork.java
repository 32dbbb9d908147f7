package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.socket.FrameSocket;
import io.ipfabric.lab.socket.LinkState;
import io.ipfabric.lab.socket.LocalAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Guests in the kernel: a namespace each, joined to its node by a veth pair. Few calls of iproute2 with several commands each, because
 * the node's agent waits for carrier before it announces, and because a guest that moves runs nowhere meanwhile.
 */
final class GuestNetwork {

    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(1);
    private static final String LOOPBACK = "lo";
    private static final Address LOOPBACK_ADDRESS = Address.of("::1");

    /** What is there, read from the kernel. */
    GuestLinks links(Guest guest) {
        if (!Namespaces.exists(guest.namespace())) {
            return GuestLinks.NONE;
        }
        var links = Command.run("ip", "-n", guest.namespace(), "-json", "link", "show");
        var addresses = Command.run("ip", "-n", guest.namespace(), "-json", "address", "show");
        return links.succeeded() && addresses.succeeded()
                ? GuestLinks.parse(Json.read(links.output()), Json.read(addresses.output()))
                : GuestLinks.NONE;
    }

    /**
     * Makes an interface on the node that the guest will use: it is down in the guest, which hears and says nothing through it. The node's
     * end is up.
     *
     * @return false if it is for the agent to make, and not there yet
     */
    boolean prepare(Guest guest, NodeName node) {
        if (!Namespaces.isUsable(guest.namespace())) {
            remove(guest.namespace());
            hostBatch(List.of("netns add " + guest.namespace()));
            Namespaces.batch(guest.namespace(), List.of("link set " + LOOPBACK + " up"));
        }
        return guest.iface().kind() == InterfaceKind.VETH ? takeAgentsPair(guest, node) : makePair(guest, node);
    }

    private boolean makePair(Guest guest, NodeName node) {
        var name = guest.iface().name();
        var lines = new ArrayList<>(List.of("link add " + name + " type veth peer name " + GuestLinks.PREPARED
                + " address " + guest.iface().guestMac() + " netns " + guest.namespace()));
        var alternativeName = guest.iface().alternativeName();
        if (alternativeName != null) {
            lines.add("link property add dev " + name + " altname " + alternativeName);
        }
        lines.add("link set " + name + " up");
        Namespaces.batch(Guest.namespaceOf(node), lines);
        // A new link takes no alias.
        Namespaces.batch(guest.namespace(), List.of("link set " + GuestLinks.PREPARED + " alias " + node));
        return true;
    }

    private boolean takeAgentsPair(Guest guest, NodeName node) {
        var peer = peerOf(Guest.namespaceOf(node), guest.iface().name().value());
        if (peer.isEmpty()) {
            return false;
        }
        Namespaces.batch(
                Guest.namespaceOf(node),
                List.of("link set " + peer.get() + " netns " + guest.namespace() + " name " + GuestLinks.PREPARED
                        + " alias " + node + " address " + guest.iface().guestMac()));
        return true;
    }

    /** The prepared interface becomes the guest's first. */
    void attach(Guest guest) {
        Namespaces.batch(guest.namespace(), becomeActive(guest));
    }

    /**
     * The guest leaves the interface that it uses and takes the prepared one. What it left is down, which its node sees as a lost carrier, and
     * is still there: to delete it takes longer than all the rest, under a lock that every change of a route waits for.
     *
     * @param afterwards is done as soon as the guest runs on the target: to close a packet socket takes the kernel some milliseconds
     */
    MoveLog.Entry swap(Guest guest, NodeName source, NodeName target, Runnable afterwards) {
        var lines = new ArrayList<>(List.of(
                "link set " + GuestLinks.ACTIVE + " down",
                "link set " + GuestLinks.ACTIVE + " name " + GuestLinks.LEFT));
        lines.addAll(becomeActive(guest));
        var frames = ArrivalFrames.of(guest.iface().guestMac(), guest.addresses());
        // An emulator announces its guest as it resumes it.
        try (var socket = FrameSocket.open(guest.namespace(), GuestLinks.PREPARED)) {
            socket.send(List.of());
            var detached = Instant.now();
            Namespaces.batch(guest.namespace(), lines);
            LinkState.awaitRunning(guest.namespace(), GuestLinks.ACTIVE, CARRIER_LIMIT);
            LinkState.awaitRunning(
                    Guest.namespaceOf(target), guest.iface().name().value(), CARRIER_LIMIT);
            socket.send(frames);
            guest.addresses().forEach(address -> LocalAddress.awaitUsable(guest.namespace(), address, CARRIER_LIMIT));
            var attached = Instant.now();
            afterwards.run();
            return new MoveLog.Entry(guest.name(), source, target, detached, attached);
        }
    }

    private static List<String> becomeActive(Guest guest) {
        var lines = new ArrayList<>(List.of(
                "link set " + GuestLinks.PREPARED + " name " + GuestLinks.ACTIVE,
                "link set " + GuestLinks.ACTIVE + " up"));
        lines.addAll(addressing(guest));
        return lines;
    }

    /** Loads and links what a swap and its announcement call: that would take longer than they do, while the guest runs nowhere. */
    void rehearse(Guest guest) {
        LinkState.awaitRunning(guest.namespace(), LOOPBACK, CARRIER_LIMIT);
        LocalAddress.awaitUsable(guest.namespace(), LOOPBACK_ADDRESS, CARRIER_LIMIT);
    }

    /** Tells the network where the guest is now. */
    void announce(Guest guest) {
        try (var socket = FrameSocket.open(guest.namespace(), GuestLinks.ACTIVE)) {
            socket.send(ArrivalFrames.of(guest.iface().guestMac(), guest.addresses()));
        }
    }

    /** Makes the guest's addresses those that it should have. */
    void setAddresses(Guest guest) {
        var lines = new ArrayList<>(List.of("address flush dev " + GuestLinks.ACTIVE + " scope global"));
        lines.addAll(addressing(guest));
        Namespaces.batch(guest.namespace(), lines);
    }

    /** Its gateway is on no network of its own: it is simply on the link. */
    private static List<String> addressing(Guest guest) {
        var lines = new ArrayList<String>();
        for (var address : guest.addresses()) {
            lines.add("address add " + address.hostPrefix() + " dev " + GuestLinks.ACTIVE + nodad(address));
        }
        if (has(guest, AddressFamily.IPV4)) {
            lines.add("route replace default via " + LabPlan.GATEWAY4 + " dev " + GuestLinks.ACTIVE + " onlink");
        }
        if (has(guest, AddressFamily.IPV6)) {
            lines.add("route replace default via " + LabPlan.GATEWAY6 + " dev " + GuestLinks.ACTIVE);
        }
        return lines;
    }

    /** One end of a pair takes the other with it. */
    void delete(Guest guest, List<String> links) {
        links.forEach(link -> Command.output("ip", "-n", guest.namespace(), "link", "delete", link));
    }

    /** Whole or half, or not there. A namespace alone would take its pairs with it only some time later. */
    void remove(String namespace) {
        if (Namespaces.exists(namespace)) {
            for (var link : List.of(GuestLinks.ACTIVE, GuestLinks.PREPARED, GuestLinks.LEFT)) {
                Command.run("ip", "-n", namespace, "link", "delete", link);
            }
            Namespaces.delete(List.of(namespace));
        }
    }

    /** The other end of a veth pair, while both are in one namespace. */
    private static Optional<String> peerOf(String namespace, String link) {
        var shown = Command.run("ip", "-n", namespace, "-json", "link", "show", "dev", link);
        if (!shown.succeeded()) {
            return Optional.empty();
        }
        var peer = Json.read(shown.output()).path(0).path("link").asText();
        return peer.isEmpty() ? Optional.empty() : Optional.of(peer);
    }

    private static boolean has(Guest guest, AddressFamily family) {
        return guest.addresses().stream().anyMatch(address -> address.family() == family);
    }

    /** Nobody else can have the address, and the guest is to be reached at once. */
    private static String nodad(Address address) {
        return address.family() == AddressFamily.IPV6 ? " nodad" : "";
    }

    private static void hostBatch(List<String> lines) {
        Command.output(List.of("ip", "-batch", "-"), String.join("\n", lines) + "\n");
    }
}
