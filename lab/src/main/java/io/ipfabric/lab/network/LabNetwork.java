package io.ipfabric.lab.network;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * Underlay and management network:
 *
 * <pre>
 *   host ── fabric-mgmt ─┐                      ┌─ under ─ fabric-core
 *                     [mgmt]   fabric-sw   [under]─ under ─ fabric-rr1 …
 *   fabric-node1 ─ mgmt ─┘                      └─ under ─ fabric-node1
 * </pre>
 *
 * <p>The host knows a way to the reflectors' addresses in the underlay, and to no others there.
 */
public final class LabNetwork {

    private static final String UNDERLAY_BRIDGE = "under";
    private static final String MANAGEMENT_BRIDGE = "mgmt";
    private static final String HOST_PORT = "m-host";

    private LabNetwork() {}

    /**
     * Makes what is missing, in an order in which nothing is up before it is complete.
     *
     * @return the namespaces that were missing
     */
    public static List<String> ensure(LabPlan plan) {
        var made = new ArrayList<String>();
        if (ensureSwitch()) {
            made.add(LabPlan.SWITCH);
        }
        ensureHost();
        for (var router : plan.routers()) {
            if (ensure(router)) {
                made.add(router.namespace());
            }
        }
        LabPlan.reflectors().forEach(LabNetwork::callable);
        return made;
    }

    /** The host's veth goes with the switch, but only once the kernel gets to it; so it is removed by name. */
    public static void remove() {
        Command.run("ip", "link", "delete", LabPlan.HOST_INTERFACE);
        Namespaces.delete(Namespaces.ofLab());
    }

    private static boolean ensureSwitch() {
        boolean isNew = Namespaces.ensure(LabPlan.SWITCH);
        for (var bridge : List.of(UNDERLAY_BRIDGE, MANAGEMENT_BRIDGE)) {
            if (!Namespaces.hasLink(LabPlan.SWITCH, bridge)) {
                // Without a forwarding delay, and not listening to multicast reports that nobody sends.
                Namespaces.batch(
                        LabPlan.SWITCH,
                        List.of("link add " + bridge + " type bridge forward_delay 0 mcast_snooping 0"));
            }
            Namespaces.batch(LabPlan.SWITCH, List.of("link set " + bridge + " up"));
        }
        return isNew;
    }

    private static void ensureHost() {
        if (!Namespaces.hasLink(LabPlan.SWITCH, HOST_PORT)) {
            Command.run("ip", "link", "delete", LabPlan.HOST_INTERFACE);
            Command.output(
                    "ip",
                    "link",
                    "add",
                    LabPlan.HOST_INTERFACE,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    HOST_PORT,
                    "netns",
                    LabPlan.SWITCH);
        }
        plug(HOST_PORT, MANAGEMENT_BRIDGE);
        Command.output("ip", "address", "replace", LabPlan.HOST_MANAGEMENT + "/24", "dev", LabPlan.HOST_INTERFACE);
        Command.output("ip", "link", "set", LabPlan.HOST_INTERFACE, "up");
    }

    private static boolean ensure(Router router) {
        boolean isNew = Namespaces.ensure(router.namespace());
        cable(router, Router.UNDERLAY, "u-" + router.name(), UNDERLAY_BRIDGE);
        cable(router, Router.MANAGEMENT, "m-" + router.name(), MANAGEMENT_BRIDGE);
        Namespaces.batch(
                router.namespace(),
                List.of(
                        "address replace " + router.underlay4() + "/24 dev " + Router.UNDERLAY,
                        "address replace " + router.underlay6() + "/64 dev " + Router.UNDERLAY + " nodad",
                        "address replace " + router.management() + "/24 dev " + Router.MANAGEMENT,
                        "link set " + Router.UNDERLAY + " up",
                        "link set " + Router.MANAGEMENT + " up"));
        return isNew;
    }

    private static void cable(Router router, String link, String port, String bridge) {
        if (!Namespaces.hasLink(router.namespace(), link)) {
            Command.output(
                    "ip",
                    "-n",
                    LabPlan.SWITCH,
                    "link",
                    "add",
                    port,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    link,
                    "netns",
                    router.namespace());
        }
        plug(port, bridge);
    }

    /**
     * The observer, on the host, calls reflectors by BGP at their addresses in the underlay, which the host has no part in. The way there is the
     * management network, and goes with the host's interface.
     */
    private static void callable(Router reflector) {
        Command.output(
                "ip",
                "route",
                "replace",
                reflector.underlay4() + "/32",
                "via",
                reflector.management(),
                "dev",
                LabPlan.HOST_INTERFACE,
                "src",
                LabPlan.HOST_MANAGEMENT);
    }

    private static void plug(String port, String bridge) {
        Namespaces.batch(LabPlan.SWITCH, List.of("link set " + port + " master " + bridge + " up"));
    }
}
