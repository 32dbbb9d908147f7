package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Guests in the kernel: a namespace each, joined to its node by a veth pair. Few calls of iproute2 with several commands each, because
 * the node's agent waits for carrier before it announces.
 */
final class GuestNetwork {

    private static final String GUEST_LINK = "eth0";

    boolean isAttached(Guest guest) {
        return Namespaces.exists(guest.namespace())
                && Namespaces.hasLink(guest.namespace(), GUEST_LINK)
                && Namespaces.hasLink(
                        guest.nodeNamespace(), guest.iface().name().value());
    }

    /** Makes namespace and veth pair; the node's end is up last, so that it has carrier at once. */
    void attach(Guest guest) {
        remove(guest.namespace());
        var name = guest.iface().name();
        hostBatch(List.of(
                "netns add " + guest.namespace(),
                "link add " + name + " netns " + guest.nodeNamespace() + " type veth peer name " + GUEST_LINK
                        + " address " + guest.iface().guestMac() + " netns " + guest.namespace()));
        bringUp(guest);
        var lines = new ArrayList<String>();
        var alternativeName = guest.iface().alternativeName();
        if (alternativeName != null) {
            lines.add("link property add dev " + name + " altname " + alternativeName);
        }
        lines.add("link set " + name + " up");
        Namespaces.batch(guest.nodeNamespace(), lines);
    }

    /** Takes the guest's end of a pair that the agent made. @return false if the agent has not made it yet */
    boolean attachToAgentsPair(Guest guest) {
        var peer = peerOf(guest.nodeNamespace(), guest.iface().name().value());
        if (peer.isEmpty()) {
            return false;
        }
        if (!Namespaces.isUsable(guest.namespace())) {
            hostBatch(List.of("netns add " + guest.namespace()));
        }
        Namespaces.batch(
                guest.nodeNamespace(),
                List.of("link set " + peer + " netns " + guest.namespace() + " name " + GUEST_LINK + " address "
                        + guest.iface().guestMac()));
        bringUp(guest);
        return true;
    }

    /** Sets the guest's addresses and default routes. Its gateway is on no network of its own: it is simply on the link. */
    void setAddresses(Guest guest) {
        var lines = new ArrayList<String>();
        lines.add("address flush dev " + GUEST_LINK + " scope global");
        for (var address : guest.addresses()) {
            lines.add("address add " + address.hostPrefix() + " dev " + GUEST_LINK + nodad(address));
        }
        if (has(guest, AddressFamily.IPV4)) {
            lines.add("route replace default via " + LabPlan.GATEWAY4 + " dev " + GUEST_LINK + " onlink");
        }
        if (has(guest, AddressFamily.IPV6)) {
            lines.add("route replace default via " + LabPlan.GATEWAY6 + " dev " + GUEST_LINK);
        }
        Namespaces.batch(guest.namespace(), lines);
    }

    /** Whole or half, or not there. One end of a pair takes the other with it; a namespace alone would do so only some time later. */
    void remove(String namespace) {
        if (Namespaces.exists(namespace)) {
            Command.run("ip", "-n", namespace, "link", "delete", GUEST_LINK);
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

    private static void bringUp(Guest guest) {
        Namespaces.batch(guest.namespace(), List.of("link set lo up", "link set " + GUEST_LINK + " up"));
    }

    private static void hostBatch(List<String> lines) {
        Command.output(List.of("ip", "-batch", "-"), String.join("\n", lines) + "\n");
    }
}
