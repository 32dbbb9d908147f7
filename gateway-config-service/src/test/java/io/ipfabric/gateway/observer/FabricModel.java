package io.ipfabric.gateway.observer;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.outbox.testing.TopicWriter;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A cluster with a reflector and two nodes, described over HTTP as an operator would. */
record FabricModel(String unique, int number) {

    private static final Duration SOON = Duration.ofSeconds(20);

    static FabricModel describe(String unique, int number, String daemon) {
        var model = new FabricModel(unique, number);
        post("/v1/clusters", """
                {"name": "%s", "asn": 65000, "gateways": {"ipv4": "10.0.0.1", "ipv6": "fe80::1"}}
                """.formatted(model.cluster()));
        post("/v1/clusters/" + model.cluster() + "/reflectors", """
                {"name": "%s", "address": "%s", "daemon": "%s"}
                """.formatted(
                        model.reflector(), Underlay.address4(number, Underlay.REFLECTOR), daemon));
        for (int host : List.of(11, 12)) {
            post("/v1/clusters/" + model.cluster() + "/nodes", """
                    {"name": "%s", "address": "%s", "address6": "%s"}
                    """.formatted(
                            model.node(host), Underlay.address4(number, host), Underlay.address6(host)));
        }
        try (var topology = new TopicWriter()) {
            for (var pool :
                    Map.of("v4-", "192.0.2.0/24", "v6-", "2001:db8:64::/64").entrySet()) {
                topology.write(new PoolTopology(
                        new PoolName(pool.getKey() + unique),
                        new ClusterName(model.cluster()),
                        Prefix.of(pool.getValue())));
            }
        }
        await().atMost(SOON)
                .until(
                        () -> model.configuration(model.node(12)),
                        text -> text.contains("192.0.2.0/24") && text.contains("2001:db8:64::/64"));
        return model;
    }

    String reflector() {
        return "rr-" + unique;
    }

    String node(int host) {
        return "node" + host + "-" + unique;
    }

    String configuration(String device) {
        return given().get("/v1/clusters/" + cluster() + "/devices/" + device + "/config")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private String cluster() {
        return "c-" + unique;
    }

    private static void post(String path, String body) {
        given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(201);
    }
}
