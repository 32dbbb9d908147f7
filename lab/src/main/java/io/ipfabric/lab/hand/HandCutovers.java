package io.ipfabric.lab.hand;

import static io.ipfabric.contracts.event.RouteClass.DELIVER_ONLY;
import static io.ipfabric.contracts.event.RouteClass.NORMAL;
import static io.ipfabric.contracts.event.RouteClass.REDIRECT_QUIET;

import io.ipfabric.lab.flow.Absence;
import io.ipfabric.lab.plan.Router;

/**
 * Orders of changes that move a guest, at a shell's speed, to a place that is prepared; each returns once the core sends to the target.
 *
 * @param routes of that guest
 */
public record HandCutovers(HandGuest guest, HandRoutes routes) {

    /** With neither hairpin nor redirect. */
    public Absence withdrawAndAnnounce(Router source, Router target) {
        var absence = guest.move(source, target, () -> routes.change(source, routes.delete(NORMAL)));
        routes.change(target, routes.addLocal(NORMAL));
        routes.awaitCore(target);
        return absence;
    }

    /** Withdrawn, seen to be gone from the reflectors, announced; the source redirects, and goes on with it. */
    public Absence strict(Router source, Router target) {
        var absence = guest.move(source, target, () -> {
            routes.change(target, routes.addLocal(DELIVER_ONLY));
            routes.change(source, HandRoutes.first(routes.addVia(target, REDIRECT_QUIET), routes.delete(NORMAL)));
        });
        routes.awaitReflectorsWithout(source);
        routes.change(target, HandRoutes.first(routes.addLocal(NORMAL), routes.delete(DELIVER_ONLY)));
        routes.awaitCore(target);
        return absence;
    }
}
