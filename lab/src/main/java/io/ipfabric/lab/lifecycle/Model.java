package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.LabPlan.Pool;
import io.ipfabric.lab.plan.ReflectorDaemon;
import io.ipfabric.lab.plan.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * The lab as the services know it: created over their public API, as an operator would.
 *
 * @param failureDetection of the cluster, if it is still to be created
 * @param reflectors what they run
 */
public record Model(LabPlan plan, FailureDetection failureDetection, ReflectorDaemon reflectors) {

    private static final String CLUSTERS = "/v1/clusters";
    private static final String CLUSTER = CLUSTERS + "/" + LabPlan.CLUSTER;

    /** Short, so that a scenario sees an address come back; a provider takes hours. */
    private static final String COOLDOWN = "PT10S";

    /** How the cluster's routers notice that a neighbor is gone, by the names of the API. */
    public enum FailureDetection {
        NONE,
        BFD
    }

    void ensure(Progress progress) {
        var created = new ArrayList<String>();
        var fabric = fabricApi();
        fabric.ensure(CLUSTERS, cluster(), created);
        for (var reflector : LabPlan.reflectors()) {
            fabric.ensure(CLUSTER + "/reflectors", device(reflector, Map.of("daemon", reflectors.name())), created);
        }
        fabric.ensure(CLUSTER + "/core-gateways", device(LabPlan.core(), Map.of("flavor", "FRR")), created);
        for (var node : plan.nodeRouters()) {
            fabric.ensure(CLUSTER + "/nodes", device(node, Map.of("address6", node.underlay6())), created);
        }
        var addresses = new HttpApi(LabPlan.service("ipam-service").url());
        LabPlan.POOLS.forEach(pool -> addresses.ensure("/v1/pools", pool(pool), created));
        if (!created.isEmpty()) {
            progress.say("Created over HTTP: " + String.join(" ", created));
        }
    }

    private Map<String, Object> cluster() {
        return Map.of(
                "name",
                LabPlan.CLUSTER,
                "asn",
                LabPlan.ASN,
                "gateways",
                Map.of("ipv4", LabPlan.GATEWAY4, "ipv6", LabPlan.GATEWAY6),
                "failureDetection",
                failureDetection.name());
    }

    private static Map<String, Object> device(Router router, Map<String, Object> more) {
        var body = new HashMap<String, Object>(Map.of("name", router.name(), "address", router.underlay4()));
        body.putAll(more);
        return body;
    }

    private static Map<String, Object> pool(Pool pool) {
        return Map.of("name", pool.name(), "cluster", LabPlan.CLUSTER, "prefix", pool.prefix(), "cooldown", COOLDOWN);
    }

    /** The text that a device should run. */
    static String configuration(Router router) {
        return fabricApi()
                .get(CLUSTER + "/devices/" + router.name() + "/config")
                .orThrow("no configuration for " + router.name())
                .body();
    }

    private static HttpApi fabricApi() {
        return new HttpApi(LabPlan.service("gateway-config-service").url());
    }
}
