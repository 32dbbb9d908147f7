package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.RouteClass;
import org.jspecify.annotations.Nullable;

/**
 * What the router says of one host route.
 *
 * @param selectedMetric metric of the kernel route that zebra selected; absent: it selected none
 * @param advertised bgpd originates it and advertises it to at least one peer
 */
public record RouterFacts(@Nullable Long selectedMetric, boolean advertised) {

    public static final RouterFacts NONE = new RouterFacts(null, false);

    /** What the router should come to say of an address with this class. */
    public static RouterFacts expectedOf(RouteClass routeClass) {
        return new RouterFacts((long) routeClass.metric(), routeClass.isAnnounced());
    }
}
