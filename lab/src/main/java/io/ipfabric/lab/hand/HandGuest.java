package io.ipfabric.lab.hand;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.lab.flow.Absence;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.socket.LinkState;
import io.ipfabric.lab.socket.LocalAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A guest that a person makes with iproute2, and moves from node to node: no program of ours knows of it. */
public final class HandGuest {

    /** The same on every node, so that the guest's gateway does not change its MAC by a move. */
    private static final String GATEWAY_MAC = "02:00:00:00:fa:01";

    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final MacAddress mac;
    private final List<Address> addresses;

    public HandGuest(String name, MacAddress mac, List<Address> addresses) {
        this.name = name;
        this.mac = mac;
        this.addresses = List.copyOf(addresses);
    }

    public String namespace() {
        return LabPlan.GUEST_PREFIX + name;
    }

    public String tap() {
        return name + "_net0";
    }

    public List<Address> addresses() {
        return addresses;
    }

    public void startOn(Router node) {
        Command.output("ip", "netns", "add", namespace());
        prepareOn(node);
        arriveOn(node);
    }

    /** The node's side of a place, and in the guest an interface that is down: it hears and says nothing. */
    public void prepareOn(Router node) {
        var lines = new ArrayList<>(List.of(
                "link add " + tap() + " address " + GATEWAY_MAC + " type veth peer name eth1 address " + mac + " netns "
                        + namespace(),
                "link set " + tap() + " up",
                "address add " + LabPlan.GATEWAY4 + "/32 dev " + tap(),
                "address add " + LabPlan.GATEWAY6 + "/64 dev " + tap() + " nodad"));
        for (var address : addresses) {
            lines.add("neigh replace " + address + " lladdr " + mac + " dev " + tap() + " nud permanent");
        }
        Namespaces.batch(node.namespace(), lines);
    }

    /**
     * Moves to the prepared place. The routes are changed while the guest runs nowhere, so that no packet's loss is the speed of a
     * shell.
     */
    public Absence move(Router source, Router target, Runnable routes) {
        var detached = Instant.now();
        Namespaces.batch(namespace(), List.of("link set eth0 down", "link set eth0 name old0"));
        routes.run();
        arriveOn(target);
        var absence = new Absence(detached, Instant.now());
        Command.output("ip", "-n", source.namespace(), "link", "delete", tap());
        return absence;
    }

    private void arriveOn(Router node) {
        var lines = new ArrayList<>(List.of("link set eth1 name eth0", "link set eth0 up"));
        for (var address : addresses) {
            boolean isIpv4 = address.family() == AddressFamily.IPV4;
            lines.add("address flush to " + address.hostPrefix());
            lines.add("address add " + address.hostPrefix() + " dev eth0" + (isIpv4 ? "" : " nodad"));
            lines.add("route replace default via "
                    + (isIpv4 ? LabPlan.GATEWAY4 + " dev eth0 onlink" : LabPlan.GATEWAY6 + " dev eth0"));
        }
        Namespaces.batch(namespace(), lines);
        LinkState.awaitRunning(namespace(), "eth0", CARRIER_LIMIT);
        LinkState.awaitRunning(node.namespace(), tap(), CARRIER_LIMIT);
        addresses.forEach(address -> LocalAddress.awaitUsable(namespace(), address, CARRIER_LIMIT));
    }

    /** Whatever there is of it, wherever. */
    public void remove(List<Router> nodes) {
        Command.run("ip", "netns", "delete", namespace());
        nodes.forEach(node -> Command.run("ip", "-n", node.namespace(), "link", "delete", tap()));
    }
}
