package io.ipfabric.gateway.config.adapter.http;

import static io.restassured.RestAssured.given;

import io.ipfabric.http.testing.Operation;
import io.ipfabric.http.writes.testing.EveryWriteTest;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class EveryFabricWriteTest extends EveryWriteTest {

    @Override
    protected Map<String, String> bodies() {
        return Map.of(
                "/v1/clusters",
                "{\"name\": \"other-write\", \"asn\": 65000, \"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"fe80::1\"}}",
                "/v1/clusters/{cluster}/reflectors",
                "{\"name\": \"ew-rr\", \"address\": \"10.255.9.1\"}",
                "/v1/clusters/{cluster}/core-gateways",
                "{\"name\": \"ew-core\", \"address\": \"10.255.9.2\", \"flavor\": \"FRR\"}",
                "/v1/clusters/{cluster}/nodes",
                "{\"name\": \"ew-node\", \"address\": \"10.255.9.3\"}");
    }

    @BeforeEach
    void aClusterIsThere() {
        given().contentType("application/json")
                .body(
                        "{\"name\": \"every-write\", \"asn\": 65000, \"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"fe80::1\"}}")
                .post("/v1/clusters");
    }

    /** Routers of a cluster that is there; another one is deleted. */
    @Override
    protected String path(Operation operation) {
        var cluster = operation.template().equals("/v1/clusters/{cluster}") ? "none" : "every-write";
        return operation.template().replace("{cluster}", cluster).replaceAll("\\{[^/]+}", "none");
    }
}
