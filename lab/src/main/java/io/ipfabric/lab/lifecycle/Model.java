package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import java.util.HashMap;
import java.util.Map;

/** The lab as the services know it: created over their public API, as an operator would. */
record Model(LabPlan plan) {

    private static final String CLUSTERS = "/v1/clusters";
    private static final String CLUSTER = CLUSTERS + "/" + LabPlan.CLUSTER;

    /** Short, so that a scenario sees an address come back; a provider takes hours. */
    private static final String COOLDOWN = "PT10S";

    void ensure(Progress progress) {
        var fabric = fabricApi();
        fabric.ensure(
                CLUSTERS,
                LabPlan.CLUSTER,
                Map.of(
                        "name", LabPlan.CLUSTER,
                        "asn", LabPlan.ASN,
                        "gateways", Map.of("ipv4", LabPlan.GATEWAY4, "ipv6", LabPlan.GATEWAY6)));
        for (var reflector : LabPlan.reflectors()) {
            var body = device(reflector);
            body.put("daemon", "FRR");
            fabric.ensure(CLUSTER + "/reflectors", reflector.name(), body);
        }
        var core = device(LabPlan.core());
        core.put("flavor", "FRR");
        fabric.ensure(CLUSTER + "/core-gateways", LabPlan.core().name(), core);
        for (var node : plan.nodeRouters()) {
            var body = device(node);
            body.put("address6", node.underlay6());
            fabric.ensure(CLUSTER + "/nodes", node.name(), body);
        }
        var addresses = new HttpApi(LabPlan.service("ipam-service").url());
        for (var pool : LabPlan.POOLS) {
            addresses.ensure(
                    "/v1/pools",
                    pool.name(),
                    Map.of(
                            "name",
                            pool.name(),
                            "cluster",
                            LabPlan.CLUSTER,
                            "prefix",
                            pool.prefix(),
                            "cooldown",
                            COOLDOWN));
        }
        progress.say("Cluster " + LabPlan.CLUSTER + " with its devices and pools is there");
    }

    /** The text that a device should run. */
    static String configuration(Router router) {
        return fabricApi()
                .get(CLUSTER + "/devices/" + router.name() + "/config")
                .orThrow("no configuration for " + router.name())
                .body();
    }

    private static Map<String, Object> device(Router router) {
        return new HashMap<>(Map.of("name", router.name(), "address", router.underlay4()));
    }

    private static HttpApi fabricApi() {
        return new HttpApi(LabPlan.service("gateway-config-service").url());
    }
}
