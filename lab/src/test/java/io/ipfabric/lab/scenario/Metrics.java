package io.ipfabric.lab.scenario;

import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.plan.LabPlan;

/** What the services count. */
final class Metrics {

    private Metrics() {}

    /** The sum of a service's series whose lines begin so; 0: there is none. */
    static double sum(String module, String start) {
        return new HttpApi(LabPlan.service(module).url())
                .get("/q/metrics")
                .orThrow("no metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
