package io.ipfabric.gateway.config.adapter.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.config.domain.DeviceConfiguration;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole service on real Kafka and PostgreSQL. Each test has a cluster and router names of its own. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class FabricApiTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String cluster = "c-" + id;
    private final String path = "/v1/clusters/" + cluster;

    @BeforeEach
    void addCluster() {
        post("/v1/clusters", clusterBody(cluster, "")).statusCode(201);
    }

    @Test
    void aClusterIsAnsweredWithItsDefaults() {
        given().get(path)
                .then()
                .statusCode(200)
                .body("name", equalTo(cluster))
                .body("asn", equalTo(65000))
                .body("gateways.mac", equalTo("02:00:0a:00:00:01"))
                .body("cutover", equalTo("SEAMLESS"))
                .body("strictTimeout", equalTo("HOLD"))
                .body("protocol", equalTo("BGP"))
                .body("timers.keepalive", equalTo("PT1S"))
                .body("timers.hold", equalTo("PT3S"))
                .body("failureDetection", equalTo("NONE"))
                .body("communities", hasSize(0))
                .body("underlay", hasSize(0));
    }

    @Test
    void theSameAgainIsAnsweredAndAnotherRefused() {
        var answer = given().get(path).asString();

        post("/v1/clusters", clusterBody(cluster, "")).statusCode(200).header("Location", containsString(path));
        post("/v1/clusters", answer).statusCode(200);
        refused(post("/v1/clusters", clusterBody(cluster, ", \"cutover\": \"STRICT\"")), 409, "already-exists", "name");
    }

    @Test
    void everyKindOfRouterComesAndGoes() {
        for (var kind : List.of("reflectors", "core-gateways", "nodes")) {
            var name = kind + "-" + id;
            var body = router(name, "10.255.0.7", kind.equals("core-gateways") ? ", \"flavor\": \"FRR\"" : "");
            post(path + "/" + kind, body)
                    .statusCode(201)
                    .header("Location", containsString(path + "/" + kind + "/" + name));
            post(path + "/" + kind, body).statusCode(200);
            refused(post(path + "/" + kind, body.replace("0.7", "0.8")), 409, "already-exists", "name");
            refused(given().delete(path).then(), 409, "in-use", null);

            given().get(path + "/" + kind)
                    .then()
                    .body("items.name", equalTo(List.of(name)))
                    .body("next", nullValue());
            given().get(path + "/" + kind + "/" + name).then().statusCode(200).body("address", equalTo("10.255.0.7"));
            given().delete(path + "/" + kind + "/" + name).then().statusCode(204);
            refused(given().get(path + "/" + kind + "/" + name).then(), 404, "not-found", null);
            refused(given().delete(path + "/" + kind + "/" + name).then(), 404, "not-found", null);
        }
        given().delete(path).then().statusCode(204);
        refused(given().get(path).then(), 404, "not-found", null);
    }

    @Test
    void aListIsReadInParts() {
        for (int i = 1; i <= 3; i++) {
            post(path + "/nodes", router("n" + i + "-" + id, "10.255.0." + i, ""))
                    .statusCode(201);
        }

        var first = given().get(path + "/nodes?limit=2").then().body("items", hasSize(2));
        var next = first.extract().<String>path("next");

        // What goes and comes meanwhile moves nothing.
        given().delete(path + "/nodes/n1-" + id).then().statusCode(204);
        post(path + "/nodes", router("n0-" + id, "10.255.0.9", "")).statusCode(201);
        given().get(path + "/nodes?limit=2&cursor=" + next)
                .then()
                .body("items.name", equalTo(List.of("n3-" + id)))
                .body("next", nullValue());
        refused(given().get(path + "/devices?cursor=" + next).then(), 400, "invalid-field", "cursor");
    }

    @Test
    void whatAStrictMigrationDoesWithoutProofIsTheClustersToSay() {
        var strict = "strict-" + id;
        var more = ", \"cutover\": \"STRICT\", \"strictTimeout\": \"PROCEED\"";
        post("/v1/clusters", clusterBody(strict, more)).statusCode(201).body("strictTimeout", equalTo("PROCEED"));

        given().get("/v1/clusters/" + strict).then().statusCode(200).body("strictTimeout", equalTo("PROCEED"));
        refused(post("/v1/clusters", clusterBody(strict, ", \"cutover\": \"STRICT\"")), 409, "already-exists", "name");
        try (var topology = TopicReader.of(Topic.FABRIC_TOPOLOGY)) {
            var told = topology.read(
                    TopologyEvent.class,
                    event -> event instanceof ClusterTopology level
                            && level.name().value().equals(strict),
                    1,
                    SOON);
            assertThat(told).singleElement().isInstanceOfSatisfying(ClusterTopology.class, level -> assertThat(
                            level.strictTimeout())
                    .isEqualTo(StrictTimeout.PROCEED));
        }
        given().delete("/v1/clusters/" + strict).then().statusCode(204);
    }

    @Test
    void theTopologyAndTheConfigurationsArePublished() {
        var node = "node-" + id;
        post(path + "/reflectors", router("rr-" + id, "10.255.0.1", "")).statusCode(201);
        post(path + "/nodes", router(node, "10.255.0.11", ", \"address6\": \"fd00:255::11\""))
                .statusCode(201);

        try (var topology = TopicReader.of(Topic.FABRIC_TOPOLOGY);
                var configs = TopicReader.of(Topic.ROUTER_CONFIGS)) {
            var told = topology.read(TopologyEvent.class, this::isMine, 3, SOON);
            assertThat(told.get(0))
                    .isInstanceOfSatisfying(ClusterTopology.class, level -> assertThat(level.reflectors())
                            .isEmpty());
            assertThat(told.get(1))
                    .isInstanceOfSatisfying(ClusterTopology.class, level -> assertThat(level.reflectors())
                            .hasSize(1));
            assertThat(told.get(2))
                    .isInstanceOfSatisfying(NodeTopology.class, level -> assertThat(level.intentPartition())
                            .isBetween(0, Topic.ROUTE_INTENTS.partitions() - 1));
            var config = configs.read(
                            RouterConfig.class, c -> c.device().value().equals(node), 1, SOON)
                    .getFirst();
            assertThat(config.revision()).isEqualTo(DeviceConfiguration.revisionOf(config.text()));
            assertThat(config.text()).contains("neighbor 10.255.0.1 peer-group REFLECTORS");
        }
    }

    @Test
    void aRouterThatGoesLeavesTombstones() {
        var node = "node-" + id;
        post(path + "/nodes", router(node, "10.255.0.11", "")).statusCode(201);

        given().delete(path + "/nodes/" + node).then().statusCode(204);
        given().delete(path).then().statusCode(204);

        assertThat(Tombstones.read(Topic.FABRIC_TOPOLOGY, 2, SOON, key -> key.endsWith(id)))
                .containsExactly("node/" + node, "cluster/" + cluster);
        assertThat(Tombstones.read(Topic.ROUTER_CONFIGS, 1, SOON, key -> key.endsWith(id)))
                .containsExactly(node);
    }

    @Test
    void aNewPoolIsAnnouncedByTheNodesAndNobodyElseIsTouched() throws Exception {
        var node = "node-" + id;
        var reflector = "rr-" + id;
        post(path + "/reflectors", router(reflector, "10.255.0.1", "")).statusCode(201);
        post(path + "/nodes", router(node, "10.255.0.11", "")).statusCode(201);
        var before = revision(node);
        var reflectorBefore = revision(reflector);

        publish(new PoolTopology(new PoolName("p-" + id), new ClusterName(cluster), Prefix.of("198.51.100.0/24")));

        await().atMost(SOON).untilAsserted(() -> assertThat(revision(node)).isNotEqualTo(before));
        assertThat(revision(reflector)).isEqualTo(reflectorBefore);
        given().get(path + "/devices/" + node + "/config")
                .then()
                .body(containsString("ip prefix-list POOLS-IPV4 permit 198.51.100.0/24 ge 32\n"));
        given().get(path + "/devices/" + node + "/revisions")
                .then()
                .body("items", hasSize(2))
                .body("items[1].revision", equalTo(before))
                .body("items[0].renderedAt", not(nullValue()));
        given().get(path + "/devices/" + node + "/diff?from=" + before)
                .then()
                .contentType(ContentType.TEXT)
                .body(containsString("\n+ip prefix-list POOLS-IPV4 permit 198.51.100.0/24 ge 32\n"));
        refused(given().delete(path).then(), 409, "in-use", null);

        tombstone("pool/p-" + id);

        await().atMost(SOON).untilAsserted(() -> assertThat(revision(node)).isEqualTo(before));
        var page = given().get(path + "/devices/" + node + "/revisions?limit=2")
                .then()
                .body("items", hasSize(2));
        given().get(path + "/devices/" + node + "/revisions?cursor="
                        + page.extract().path("next"))
                .then()
                .body("items", hasSize(1))
                .body("next", nullValue());
        given().get(path + "/devices/" + node + "/revisions").then().body("items", hasSize(3));
    }

    @Test
    void aConfigurationIsSentOnceOnly() {
        var node = "node-" + id;
        post(path + "/nodes", router(node, "10.255.0.11", "")).statusCode(201);
        var config = path + "/devices/" + node + "/config";

        var answer = given().get(config).then().statusCode(200).contentType(ContentType.TEXT);
        var tag = answer.extract().header("ETag");

        assertThat(tag).isEqualTo('"' + revision(node) + '"');
        given().header("If-None-Match", tag).get(config).then().statusCode(304).header("ETag", tag);
        given().header("If-None-Match", "\"0123456789abcdef\"")
                .get(config)
                .then()
                .statusCode(200);
        given().get(config + "?flavor=FRR").then().statusCode(200);
        refused(given().get(config + "?flavor=BIRD").then(), 422, "not-supported", "flavor");
        refused(given().get(config + "?flavor=frr").then(), 400, "invalid-field", "flavor");
    }

    @Test
    void aReflectorsFamiliesAndDaemonAreInItsTextAndInTheTopology() {
        var name = "rr-" + id;
        var more = ", \"families\": [\"ipv4\"], \"daemon\": \"BIRD\"";
        post(path + "/reflectors", router(name, "10.255.0.1", more)).statusCode(201);

        given().get(path + "/devices/" + name + "/config")
                .then()
                .statusCode(200)
                .body(containsString("router id 10.255.0.1;"), not(containsString("ipv6")));
        given().get(path + "/devices/" + name).then().body("flavor", equalTo("BIRD"));
    }

    @Test
    void theContractIsServed() {
        var contract = given().accept(ContentType.JSON).get("/q/openapi").then().statusCode(200);

        contract.body("paths.keySet()", hasItems("/v1/clusters", "/v1/clusters/{cluster}/devices/{device}/config"));
    }

    static Stream<Arguments> wrongClusters() {
        var gateways = "\"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"fe80::1\"}";
        return Stream.of(
                wrong("{\"asn\": 65000, " + gateways + "}", "name"),
                wrong("{\"name\": \"x\", " + gateways + "}", "asn"),
                wrong("{\"name\": \"x\", \"asn\": 65000}", "gateways"),
                wrong(cluster("\"name\": \"X\""), "name"),
                wrong(cluster("\"name\": 7"), "name"),
                wrong(cluster("\"name\": null"), "name"),
                wrong(cluster("\"asn\": 0"), "asn"),
                wrong(cluster("\"asn\": 23456"), "asn"),
                wrong(cluster("\"asn\": 4294967295"), "asn"),
                wrong(cluster("\"asn\": \"65000\""), "asn"),
                wrong(cluster("\"asn\": 65000.5"), "asn"),
                wrong(cluster("\"gateways\": \"10.0.0.1\""), "gateways"),
                wrong(cluster("\"gateways\": {\"ipv6\": \"fe80::1\"}"), "gateways.ipv4"),
                wrong(cluster("\"gateways\": {\"ipv4\": \"10.0.0.1\"}"), "gateways.ipv6"),
                wrong(cluster("\"gateways\": {\"ipv4\": \"fe80::1\", \"ipv6\": \"fe80::1\"}"), "gateways.ipv4"),
                wrong(cluster("\"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"2001:db8::1\"}"), "gateways.ipv6"),
                wrong(cluster("\"gateways\": {\"ipv4\": \"10.0.0.256\", \"ipv6\": \"fe80::1\"}"), "gateways.ipv4"),
                wrong(
                        cluster(
                                "\"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"fe80::1\", \"mac\": \"01:00:5e:00:00:01\"}"),
                        "gateways.mac"),
                wrong(
                        cluster("\"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"fe80::1\", \"vlan\": 7}"),
                        "gateways.vlan"),
                wrong(cluster("\"communities\": \"65000:1\""), "communities"),
                wrong(cluster("\"communities\": [\"65000\"]"), "communities[0]"),
                wrong(cluster("\"communities\": [null]"), "communities"),
                wrong(cluster("\"communities\": [\"65535:65282\"]"), "communities"),
                wrong(cluster("\"communities\": " + many(33, "\"1:%d\"")), "communities"),
                wrong(cluster("\"cutover\": \"FAST\""), "cutover"),
                wrong(cluster("\"cutover\": 0"), "cutover"),
                wrong(cluster("\"strictTimeout\": \"WAIT\""), "strictTimeout"),
                wrong(cluster("\"protocol\": \"RIP\""), "protocol"),
                wrong(cluster("\"timers\": {\"hold\": \"PT2S\"}"), "timers.hold"),
                wrong(cluster("\"timers\": {\"hold\": \"PT3.5S\"}"), "timers.hold"),
                wrong(cluster("\"timers\": {\"hold\": \"PT18H12M16S\"}"), "timers.hold"),
                wrong(cluster("\"timers\": {\"keepalive\": \"PT0S\"}"), "timers.keepalive"),
                wrong(cluster("\"timers\": {\"keepalive\": \"PT2S\"}"), "timers.hold"),
                wrong(cluster("\"timers\": {\"keepalive\": \"-PT1S\"}"), "timers.keepalive"),
                wrong(cluster("\"timers\": {\"hold\": \"soon\"}"), "timers.hold"),
                wrong(cluster("\"timers\": {\"connect\": \"PT1S\"}"), "timers.connect"),
                wrong(cluster("\"failureDetection\": \"bfd\""), "failureDetection"),
                wrong(cluster("\"underlay\": [\"10.255.0.1/24\"]"), "underlay[0]"),
                wrong(cluster("\"underlay\": [\"fd00:255::/64\"]"), "underlay"),
                wrong(cluster("\"underlay\": [\"0.0.0.0/0\"]"), "underlay"),
                wrong(cluster("\"underlay\": " + many(33, "\"10.%d.0.0/24\"")), "underlay"),
                wrong(cluster("\"vlan\": 7"), "vlan"));
    }

    @ParameterizedTest
    @MethodSource("wrongClusters")
    void aWrongClusterIsRefusedNamingTheField(String body, String field) {
        refused(post("/v1/clusters", body), 400, "invalid-field", field);
    }

    static Stream<Arguments> wrongRouters() {
        return Stream.of(
                wrong("nodes", "{\"address\": \"10.255.0.1\"}", "name"),
                wrong("nodes", "{\"name\": \"n\"}", "address"),
                wrong("nodes", router("N_1", "10.255.0.1", ""), "name"),
                wrong("nodes", router("n", "node1.example", ""), "address"),
                wrong("nodes", router("n", "fd00:255::1", ""), "address"),
                wrong("nodes", router("n", "0.0.0.0", ""), "address"),
                wrong("nodes", router("n", "127.0.0.1", ""), "address"),
                wrong("nodes", router("n", "224.0.0.1", ""), "address"),
                wrong("nodes", router("n", "255.255.255.255", ""), "address"),
                wrong("nodes", router("n", "10.255.0.1", ", \"address6\": \"10.255.0.2\""), "address6"),
                wrong("nodes", router("n", "10.255.0.1", ", \"address6\": \"fe80::1\""), "address6"),
                wrong("nodes", router("n", "10.255.0.1", ", \"address6\": \"ff02::1\""), "address6"),
                wrong("nodes", router("n", "10.255.0.1", ", \"address6\": \"::\""), "address6"),
                wrong("nodes", router("n", "10.255.0.1", ", \"daemon\": \"QUAGGA\""), "daemon"),
                wrong("nodes", router("n", "10.255.0.1", ", \"flavor\": \"FRR\""), "flavor"),
                wrong("reflectors", router("r", "fd00:255::1", ""), "address"),
                wrong("reflectors", router("r", "10.255.0.1", ", \"families\": []"), "families"),
                wrong("reflectors", router("r", "10.255.0.1", ", \"families\": [\"IPV4\"]"), "families[0]"),
                wrong("reflectors", router("r", "10.255.0.1", ", \"families\": [null]"), "families"),
                wrong("reflectors", router("r", "10.255.0.1", ", \"families\": \"ipv4\""), "families"),
                wrong("reflectors", router("r", "10.255.0.1", ", \"address6\": \"fd00::1\""), "address6"),
                wrong("core-gateways", router("g", "10.255.0.1", ""), "flavor"),
                wrong("core-gateways", router("g", "fd00:255::1", ", \"flavor\": \"FRR\""), "address"),
                wrong("core-gateways", router("g", "10.255.0.1", ", \"flavor\": \"IOS\""), "flavor"),
                wrong("core-gateways", router("g", "10.255.0.1", ", \"flavor\": \"FRR\", \"asn\": -1"), "asn"));
    }

    @ParameterizedTest
    @MethodSource("wrongRouters")
    void aWrongRouterIsRefusedNamingTheField(String kind, String body, String field) {
        refused(post(path + "/" + kind, body), 400, "invalid-field", field);
    }

    static Stream<Arguments> notBuiltYet() {
        return Stream.of(
                wrong("nodes", router("n", "10.255.0.1", ", \"daemon\": \"BIRD\""), "daemon"),
                wrong("reflectors", router("r", "10.255.0.1", ", \"daemon\": \"JUNOS\""), "daemon"),
                wrong("core-gateways", router("g", "10.255.0.1", ", \"flavor\": \"JUNOS\""), "flavor"),
                wrong("core-gateways", router("g", "10.255.0.1", ", \"flavor\": \"BIRD\""), "flavor"),
                wrong("core-gateways", router("g", "10.255.0.1", ", \"flavor\": \"FRR\", \"asn\": 65001"), "asn"));
    }

    @ParameterizedTest
    @MethodSource("notBuiltYet")
    void whatIsNotBuiltYetIsSaidSo(String kind, String body, String field) {
        refused(post(path + "/" + kind, body), 422, "not-supported", field);
    }

    @Test
    void otherWrongRequestsAreRefused() {
        refused(post("/v1/clusters", "{"), 400, "unreadable", null);
        refused(post("/v1/clusters", ""), 400, "unreadable", null);
        refused(post("/v1/clusters", cluster("\"name\": \"a\", \"name\": \"b\"")), 400, "unreadable", null);
        refused(post("/v1/clusters", cluster("\"protocol\": \"OSPF\"")), 422, "not-supported", "protocol");
        refused(post("/v1/clusters/none-" + id + "/nodes", router("n", "10.255.0.1", "")), 404, "not-found", null);
        refused(given().get("/v1/clusters/none-" + id + "/devices").then(), 404, "not-found", null);
        refused(given().get("/v1/clusters/NOT_A_NAME").then(), 404, "not-found", null);
        refused(given().get(path + "/nodes?limit=0").then(), 400, "invalid-field", "limit");
        refused(given().get(path + "/nodes?limit=501").then(), 400, "invalid-field", "limit");
        refused(given().get(path + "/nodes?limit=x").then(), 400, "invalid-field", "limit");
        post(path + "/nodes", router("node-" + id, "10.255.0.9", "")).statusCode(201);
        refused(given().get(path + "/devices/node-" + id + "/diff").then(), 400, "invalid-field", "from");
        refused(given().get(path + "/devices/node-" + id + "/diff?from=0").then(), 404, "not-found", null);
        refused(
                given().urlEncodingEnabled(false)
                        .get(path + "/devices/node-" + id + "/diff?from=%00")
                        .then(),
                404,
                "not-found",
                null);
        refused(post("/v1/clusters", "\"" + "x".repeat(300_000) + "\""), 413, "body-too-large", null);
    }

    private static void refused(ValidatableResponse response, int status, String type, @Nullable String field) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:ip-fabric:problem:" + type))
                .body("field", field == null ? nullValue() : equalTo(field));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private String revision(String device) {
        return given().get(path + "/devices/" + device).then().extract().path("revision");
    }

    private boolean isMine(TopologyEvent event) {
        return event.partitionKey().endsWith(id);
    }

    private static Arguments wrong(String body, String field) {
        return Arguments.of(body, field);
    }

    private static Arguments wrong(String kind, String body, String field) {
        return Arguments.of(kind, body, field);
    }

    private static String clusterBody(String name, String more) {
        return "{\"name\": \"" + name + "\", \"asn\": 65000,"
                + " \"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"fe80::1\"}" + more + "}";
    }

    /** A right cluster but for one field. */
    private static String cluster(String wrong) {
        var fields = Map.of(
                "name", "\"name\": \"wrong\"",
                "asn", "\"asn\": 65000",
                "gateways", "\"gateways\": {\"ipv4\": \"10.0.0.1\", \"ipv6\": \"fe80::1\"}");
        var right = fields.entrySet().stream()
                .filter(field -> !wrong.startsWith('"' + field.getKey() + '"'))
                .map(Map.Entry::getValue);
        return "{" + String.join(", ", Stream.concat(right, Stream.of(wrong)).toList()) + "}";
    }

    private static String router(String name, String address, String more) {
        return "{\"name\": \"" + name + "\", \"address\": \"" + address + "\"" + more + "}";
    }

    private static String many(int count, String format) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(format::formatted)
                .toList()
                .toString();
    }

    private static void publish(PoolTopology pool) throws InterruptedException, ExecutionException, TimeoutException {
        send(EventCodec.encode(pool, Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now())));
    }

    private static void tombstone(String key) throws InterruptedException, ExecutionException, TimeoutException {
        send(WireRecord.tombstone(Topic.FABRIC_TOPOLOGY, null, key));
    }

    private static void send(WireRecord record) throws InterruptedException, ExecutionException, TimeoutException {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", FabricBackends.kafka().bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(KafkaRecords.toProducerRecord(record)).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
