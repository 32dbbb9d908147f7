package io.ipfabric.lab.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.lifecycle.RoutingSuites;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.router.RoutingSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One place on the way of an address from its node to the core's kernel, and whether the address is there.
 *
 * @param name for people, e.g. {@code rr1 FRR}
 */
public record Hop(String name, BooleanSupplier holds) {

    /** The route-protocol number of the agents. */
    private static final String AGENT_PROTOCOL = "201";

    /** All hops, in the order in which a route passes them; the last is a packet's answer. */
    public static List<Hop> of(Address address, Router node) {
        var hops = new ArrayList<Hop>();
        hops.add(new Hop(node.name() + " kernel", () -> isDelivered(node, address)));
        hops.add(new Hop(node.name() + " FRR", () -> isAdvertised(node, address)));
        var suites = RoutingSuites.ofMachine();
        for (var reflector : LabPlan.reflectors()) {
            var suite = suites.of(reflector);
            hops.add(new Hop(reflector.name() + " " + suite.name(), () -> hasPath(suite, node, address)));
        }
        hops.add(new Hop("core FRR", () -> hasPath(LabPlan.core(), node, address)));
        hops.add(new Hop("core kernel", () -> isRouted(node, address)));
        hops.add(new Hop("ping from core", () -> answers(LabPlan.core().namespace(), address)));
        return hops;
    }

    /** One echo request, answered within a second. */
    public static boolean answers(String namespace, Address address) {
        return Command.run("ip", "netns", "exec", namespace, "ping", "-n", "-c", "1", "-W", "1", address.toString())
                .succeeded();
    }

    /** The node's kernel has the agent's route onto an interface of a guest. */
    private static boolean isDelivered(Router node, Address address) {
        var route = kernelRoutes(node, address, AGENT_PROTOCOL).path(0);
        return route.has("dev") && !route.has("gateway");
    }

    /** Whether the node's kernel has any route of the agent for the address. */
    public static boolean isKnown(Router node, Address address) {
        return !kernelRoutes(node, address, AGENT_PROTOCOL).isEmpty();
    }

    /** Whether the core's kernel sends what is for the address to the node. */
    public static boolean isRouted(Router node, Address address) {
        var route = kernelRoutes(LabPlan.core(), address, "bgp").path(0);
        return route.path("gateway").asText().equals(nextHop(node, address));
    }

    private static JsonNode kernelRoutes(Router router, Address address, String protocol) {
        var routes = Command.output(
                "ip",
                "-n",
                router.namespace(),
                "-json",
                family(address),
                "route",
                "show",
                "exact",
                address.hostPrefix().toString(),
                "protocol",
                protocol);
        return routes.isBlank() ? Json.read("[]") : Json.read(routes);
    }

    private static boolean isAdvertised(Router node, Address address) {
        return !new FrrRouter(node).show(address).path("advertisedTo").isEmpty();
    }

    /** Whether a router knows a path by BGP that leads to the node. */
    public static boolean hasPath(Router router, Router node, Address address) {
        return hasPath(RoutingSuites.ofMachine().of(router), node, address);
    }

    private static boolean hasPath(RoutingSuite suite, Router node, Address address) {
        return suite.nextHops(address).contains(nextHop(node, address));
    }

    private static String nextHop(Router node, Address address) {
        return address.family() == AddressFamily.IPV4 ? node.underlay4() : node.underlay6();
    }

    private static String family(Address address) {
        return address.family() == AddressFamily.IPV4 ? "-4" : "-6";
    }
}
