package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds routes that are in the kernel and that zebra does not know: it can lose one in a burst, and then never asks again. It
 * is told again by deleting and adding the route, under another one of the weakest class so that nothing is lost meanwhile.
 * Runs in the loop's thread alone.
 */
final class RouterRepair {

    private final EndpointApplier applier;
    private final RouteReporter facts;
    private Set<Address> suspects = Set.of();

    RouterRepair(EndpointApplier applier, RouteReporter facts) {
        this.applier = applier;
        this.facts = facts;
    }

    /**
     * One audit: what was lost at the audit before and is lost still is repaired; zebra had all the time between.
     *
     * @param addresses that should be routed
     * @return how many were repaired
     */
    int audit(Set<Address> addresses) {
        var lost = new HashSet<Address>();
        int repaired = 0;
        for (var address : addresses) {
            var route = facts.kernelRoute(address);
            if (route == null || !isLost(address, route)) {
                continue;
            }
            lost.add(address);
            if (suspects.contains(address)) {
                applier.tellAgain(route);
                repaired++;
            }
        }
        suspects = Set.copyOf(lost);
        return repaired;
    }

    private boolean isLost(Address address, KernelRoute route) {
        return facts.routerFacts(address)
                .filter(said -> !Long.valueOf(route.routeClass()).equals(said.selectedMetric()))
                .isPresent();
    }

    /** The route stays covered by one that no policy announces. */
    static List<KernelOperation> tellAgain(KernelRoute route) {
        var cover = KernelRoute.ours(route.destination().network(), KernelRoute.CLASS_MAX, route.nextHop());
        return List.of(
                new KernelOperation.AddRoute(cover),
                new KernelOperation.DeleteRoute(route),
                new KernelOperation.AddRoute(route),
                new KernelOperation.DeleteRoute(cover));
    }
}
