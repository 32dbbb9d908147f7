package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.bird.BirdReflector;
import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.plan.ReflectorDaemon;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.router.RoutingSuite;

/**
 * What runs on which router of a lab: FRR, and on the reflectors what was asked for.
 *
 * @param reflectors what they run
 */
public record RoutingSuites(LabDirectory directory, ReflectorDaemon reflectors) {

    /** Those of the lab that is there. */
    public static RoutingSuites ofMachine() {
        var directory = LabDirectory.ofMachine();
        var settings = directory.settings().orElseThrow(() -> new IllegalStateException("there is no lab"));
        return new RoutingSuites(directory, settings.reflectors());
    }

    public RoutingSuite of(Router router) {
        return switch (router.role()) {
            case REFLECTOR ->
                switch (reflectors) {
                    case FRR -> new FrrRouter(router);
                    case BIRD -> new BirdReflector(router, directory.bird(router.name()));
                };
            case CORE, NODE -> new FrrRouter(router);
        };
    }
}
