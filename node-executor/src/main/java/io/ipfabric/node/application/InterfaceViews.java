package io.ipfabric.node.application;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.node.application.AgentView.AddressView;
import io.ipfabric.node.application.AgentView.Desired;
import io.ipfabric.node.application.AgentView.InterfaceView;
import io.ipfabric.node.application.AgentView.Observed;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.RouterFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Desired and observed, side by side. */
final class InterfaceViews {

    private InterfaceViews() {}

    static List<InterfaceView> of(LoopParts parts) {
        return parts.intents.living().stream()
                .sorted()
                .flatMap(vm -> parts.intents.desired(vm).stream())
                .map(desired -> of(parts, desired))
                .toList();
    }

    private static InterfaceView of(LoopParts parts, DesiredEndpoint desired) {
        var vm = desired.endpoint().vm();
        return of(
                desired,
                parts.mirror.link(desired.endpoint().iface()).orElse(null),
                parts.planner.isSwitched(vm),
                parts.reporter,
                parts.problem(vm));
    }

    private static InterfaceView of(
            DesiredEndpoint desired,
            @Nullable KernelLink link,
            boolean switched,
            RouteReporter facts,
            @Nullable String problem) {
        var endpoint = desired.endpoint();
        return new InterfaceView(
                endpoint.vm(),
                endpoint.name(),
                endpoint.epoch(),
                desired(desired),
                observed(desired, link, switched, facts),
                problem);
    }

    private static Desired desired(DesiredEndpoint desired) {
        var endpoint = desired.endpoint();
        var gateways = endpoint.gateways();
        return new Desired(
                endpoint.iface().name().value(),
                gateways.mac(),
                endpoint.iface().guestMac(),
                List.of(gateways.ipv4(), gateways.ipv6()),
                endpoint.forwarding(),
                endpoint.announcement(),
                endpoint.armed(),
                desired.routeClass(endpoint.forwarding())
                        .map(RouteClass::metric)
                        .orElse(null));
    }

    private static Observed observed(
            DesiredEndpoint desired, @Nullable KernelLink link, boolean switched, RouteReporter facts) {
        var forwarding = facts.forwarding(desired.endpoint(), desired.addresses(), link);
        var addresses = desired.endpoint().addresses().stream()
                .map(a -> {
                    var route = facts.kernelRoute(a.address());
                    var router = facts.routerFacts(a.address()).orElse(RouterFacts.NONE);
                    return new AddressView(
                            a.address(),
                            route == null ? null : route.metric(),
                            router.selectedMetric() != null,
                            router.advertised());
                })
                .toList();
        return link == null
                ? new Observed(null, null, false, false, false, forwarding, switched, addresses)
                : new Observed(
                        link.name(),
                        link.mac(),
                        link.up(),
                        link.carrier(),
                        link.owned(),
                        forwarding,
                        switched,
                        addresses);
    }
}
