package io.ipfabric.lab.hand;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The routes of a guest's addresses as a person sets them with iproute2, both families in one call: with the metrics of {@link RouteClass},
 * and with a protocol number that is not the agent's, so that no agent takes them away. What {@code await…} waits for is seen from
 * outside.
 */
public final class HandRoutes {

    private static final String PROTOCOL_NUMBER = "202";
    private static final String PROTOCOL = " proto " + PROTOCOL_NUMBER + " metric ";

    /** zebra takes the top byte of a metric for the administrative distance: 201 gives way to what iBGP (200) learned. */
    private static final long YIELDS_TO_IBGP = 201L << 24;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<Address> addresses;
    private final String tap;

    public HandRoutes(HandGuest guest) {
        this.addresses = guest.addresses();
        this.tap = guest.tap();
    }

    /** First the new one, then the old one: they are different routes to the kernel. */
    public void change(Router node, List<String> commands) {
        Namespaces.batch(node.namespace(), commands);
    }

    public List<String> addLocal(RouteClass routeClass) {
        return each(address -> "route add " + address.hostPrefix() + " dev " + tap + PROTOCOL + routeClass.metric());
    }

    /** One message to the kernel: the same class, another way. */
    public List<String> replaceByLocal(RouteClass routeClass) {
        return each(
                address -> "route replace " + address.hostPrefix() + " dev " + tap + PROTOCOL + routeClass.metric());
    }

    public List<String> addVia(Router other, RouteClass routeClass) {
        return addVia(other, routeClass.metric());
    }

    public List<String> addYieldingVia(Router other, RouteClass routeClass) {
        return addVia(other, YIELDS_TO_IBGP + routeClass.metric());
    }

    private List<String> addVia(Router other, long metric) {
        return each(address -> "route add " + address.hostPrefix() + " via "
                + (isIpv4(address) ? other.underlay4() : other.underlay6()) + " dev " + Router.UNDERLAY + PROTOCOL
                + metric);
    }

    public List<String> delete(RouteClass routeClass) {
        return delete(routeClass.metric());
    }

    public List<String> deleteYielding(RouteClass routeClass) {
        return delete(YIELDS_TO_IBGP + routeClass.metric());
    }

    private List<String> delete(long metric) {
        return each(address -> "route del " + address.hostPrefix() + PROTOCOL + metric);
    }

    private List<String> each(Function<Address, String> command) {
        return addresses.stream().map(command).toList();
    }

    /** Whatever of them there is, of whichever class. */
    public void removeAll(List<Router> nodes) {
        for (var node : nodes) {
            for (var address : addresses) {
                Command.run(
                        "ip",
                        "-n",
                        node.namespace(),
                        isIpv4(address) ? "-4" : "-6",
                        "route",
                        "flush",
                        "exact",
                        address.hostPrefix().toString(),
                        "proto",
                        PROTOCOL_NUMBER);
            }
        }
    }

    public static List<String> first(List<String> commands, List<String> then) {
        var all = new ArrayList<>(commands);
        all.addAll(then);
        return all;
    }

    public void awaitCore(Router node) {
        await("the core's kernel to send to " + node.name(), address -> Hop.isRouted(node, address));
    }

    public void awaitReflectorsWithout(Router node) {
        await("the reflectors to have no path of " + node.name(), address -> LabPlan.reflectors().stream()
                .noneMatch(reflector -> Hop.hasPath(reflector, node, address)));
    }

    /** The core has one path left, and it is a plain one. */
    public void awaitCoreBgp(RouteClass routeClass) {
        long preference = routeClass.localPreference().orElseThrow();
        await("the core to know local preference " + preference + " alone", address -> {
            var paths = paths(address);
            return !paths.isEmpty()
                    && paths.stream().allMatch(path -> path.path("locPrf").asLong() == preference);
        });
    }

    private static List<JsonNode> paths(Address address) {
        return new FrrRouter(LabPlan.core())
                .show(address)
                .path("paths")
                .valueStream()
                .toList();
    }

    public void awaitBgpRoute(Router node) {
        await("the kernel of " + node.name() + " to have the route of BGP", address -> !Command.output(
                        "ip",
                        "-n",
                        node.namespace(),
                        isIpv4(address) ? "-4" : "-6",
                        "route",
                        "show",
                        "exact",
                        address.hostPrefix().toString(),
                        "proto",
                        "bgp")
                .isBlank());
    }

    private void await(String what, Predicate<Address> holds) {
        Poll.until(what, LIMIT, () -> addresses.stream().allMatch(holds));
    }

    private static boolean isIpv4(Address address) {
        return address.family() == AddressFamily.IPV4;
    }
}
