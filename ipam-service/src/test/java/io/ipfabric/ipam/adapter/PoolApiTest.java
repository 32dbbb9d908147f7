package io.ipfabric.ipam.adapter;

import static io.ipfabric.ipam.adapter.Surroundings.PATIENCE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class PoolApiTest {

    private final Surroundings fabric = new Surroundings();

    @BeforeEach
    void clusterIsMade() {
        fabric.clusterIsMade();
    }

    @AfterEach
    void close() {
        fabric.close();
    }

    @Test
    void a_pool_is_counted_exactly_and_told_to_the_fabric() {
        var body = """
                {"name": "api-large", "cluster": "%s", "prefix": "2001:db8:a::/48",
                 "reserved": ["2001:db8:a::1", "2001:db8:a:1::/64"]}""".formatted(fabric.cluster);

        post("/v1/pools", body)
                .statusCode(201)
                .header("Location", endsWith("/v1/pools/api-large"))
                .body("cooldown", equalTo("PT5M"))
                .body("reservations", contains("2001:db8:a::/128", "2001:db8:a::1/128", "2001:db8:a:1::/64"));
        post("/v1/pools", body).statusCode(200);

        var text = given().get("/v1/pools/api-large")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(text)
                .contains("\"capacity\":1208925819614629174706176,")
                .contains("\"reserved\":18446744073709551618,")
                .contains("\"available\":1208907372870555465154558");
        assertThat(published("api-large").prefix()).isEqualTo(Prefix.of("2001:db8:a::/48"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(given().get("/q/metrics").asString())
                                .contains(
                                        "fabric_ipam_pool_addresses{family=\"ipv6\",pool=\"api-large\",state=\"reserved\"} 1.8446744073709552E19"));
    }

    @Test
    void the_gateway_that_every_guest_sees_is_nobodys() {
        var body = fabric.pool("api-gateway", "198.51.100.200/30", "PT0.2S");

        post("/v1/pools", body)
                .statusCode(201)
                .body("reservations", contains("198.51.100.200/32", "198.51.100.201/32"));

        post("/v1/pools", body).statusCode(200);
        fabric.poolIsGone("api-gateway");
    }

    @Test
    void a_pool_that_differs_or_overlaps_is_refused() {
        fabric.poolIsMade("api-one", "198.51.100.0/28");

        problem(post("/v1/pools", fabric.pool("api-one", "198.51.100.0/28", "PT1H")), 409, "already-exists", "name");
        problem(post("/v1/pools", fabric.pool("api-two", "198.51.100.8/29", "PT1H")), 409, "prefix-overlaps", "prefix");
        fabric.poolIsGone("api-one");
    }

    @Test
    void a_pool_for_an_unknown_cluster_is_refused_after_a_while() {
        try (var nowhere = new Surroundings()) {
            problem(
                    post("/v1/pools", nowhere.pool("api-nowhere", "198.51.100.16/28", "PT1S")),
                    422,
                    "unknown-cluster",
                    "cluster");
        }
    }

    @Test
    void a_person_gives_and_takes_back() {
        fabric.poolIsMade("api-manual", "198.51.100.32/30");

        var given = allocate("api-manual", "{\"owner\": \"anycast-dns\"}")
                .statusCode(201)
                .header("Location", endsWith("/v1/allocations/198.51.100.33"))
                .body("owner", equalTo("anycast-dns"))
                .body("ownerKind", equalTo("MANUAL"))
                .extract()
                .jsonPath();
        allocate("api-manual", "{\"owner\": \"anycast-dns\"}")
                .statusCode(200)
                .body("sequence", equalTo(given.getInt("sequence")));
        allocate("api-manual", "{\"owner\": \"anycast-dns\", \"address\": \"198.51.100.35\"}")
                .statusCode(201);
        problem(
                allocate("api-manual", "{\"owner\": \"other\", \"address\": \"198.51.100.35\"}"),
                409,
                "address-taken",
                "address");
        problem(
                allocate("api-manual", "{\"owner\": \"other\", \"address\": \"198.51.100.32\"}"),
                409,
                "address-reserved",
                "address");
        problem(
                allocate("api-manual", "{\"owner\": \"other\", \"address\": \"198.51.100.36\"}"),
                422,
                "address-not-in-pool",
                "address");
        allocate("api-manual", "{\"owner\": \"third\"}").statusCode(201);
        problem(allocate("api-manual", "{\"owner\": \"other\"}"), 409, "pool-exhausted", null);

        for (int last = 33; last <= 35; last++) {
            given().delete("/v1/allocations/198.51.100." + last).then().statusCode(204);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        problem(given().delete("/v1/allocations/198.51.100.33").then(), 404, "not-found", null));
        fabric.poolIsGone("api-manual");
    }

    @Test
    void a_drained_pool_goes_when_it_is_empty() {
        fabric.poolIsMade("api-drain", "198.51.100.48/30");
        allocate("api-drain", "{\"owner\": \"last-one\"}").statusCode(201);

        given().delete("/v1/pools/api-drain").then().statusCode(202);

        given().get("/v1/pools/api-drain").then().body("state", equalTo("DRAINING"));
        problem(allocate("api-drain", "{\"owner\": \"late\"}"), 409, "wrong-state", null);
        problem(post("/v1/pools", fabric.pool("api-drain", "198.51.100.48/30", "PT0.2S")), 409, "wrong-state", "name");
        given().delete("/v1/allocations/198.51.100.49").then().statusCode(204);
        await().atMost(PATIENCE).until(() -> given().get("/v1/pools/api-drain").statusCode() == 404);
        given().get("/v1/allocations/198.51.100.49").then().statusCode(404);
        given().delete("/v1/pools/api-drain").then().statusCode(404);
    }

    @Test
    void lists_are_paged() {
        fabric.poolIsMade("api-page", "198.51.100.64/28");
        for (var owner : new String[] {"a", "b", "c"}) {
            allocate("api-page", "{\"owner\": \"" + owner + "\"}").statusCode(201);
        }

        var next = given().queryParam("limit", 2)
                .get("/v1/pools/api-page/allocations")
                .then()
                .body("items.address", contains("198.51.100.65", "198.51.100.66"))
                .body("next", notNullValue())
                .extract()
                .jsonPath()
                .getString("next");
        given().queryParam("limit", 2)
                .queryParam("cursor", next)
                .get("/v1/pools/api-page/allocations")
                .then()
                .body("items.address", contains("198.51.100.67"))
                .body("next", nullValue());
        // What goes and comes meanwhile moves nothing.
        given().delete("/v1/allocations/198.51.100.66").then().statusCode(204);
        allocate("api-page", "{\"owner\": \"d\", \"address\": \"198.51.100.68\"}")
                .statusCode(201);
        given().queryParam("limit", 2)
                .queryParam("cursor", next)
                .get("/v1/pools/api-page/allocations")
                .then()
                .body("items.address", contains("198.51.100.67", "198.51.100.68"));
        problem(given().queryParam("cursor", next).get("/v1/pools").then(), 400, "invalid-field", "cursor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "| unreadable |",
                "nonsense | unreadable |",
                "[] | invalid-field |",
                "{} | invalid-field | prefix",
                "{\"name\": 7} | invalid-field | name",
                "{\"name\": \"Ä\"} | invalid-field | name",
                "{\"name\": \"p\", \"nmae\": \"p\"} | invalid-field | nmae",
                "{\"prefix\": \"198.51.100.1/24\"} | invalid-field | prefix",
                "{\"prefix\": \"198.51.100.0/33\"} | invalid-field | prefix",
                "{\"prefix\": \"198.51.100.0\"} | invalid-field | prefix",
                "{\"prefix\": \"::/0\", \"name\": \"p\", \"cluster\": \"c\"} | invalid-field | prefix",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\"} | invalid-field | cluster",
                "{\"prefix\": \"198.51.100.0/24\", \"cluster\": \"c\"} | invalid-field | name",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"cooldown\": \"5 min\"} | invalid-field | cooldown",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"cooldown\": \"P999D\"} | invalid-field | cooldown",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"cooldown\": 5} | invalid-field | cooldown",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"reserved\": [null]} | invalid-field | reserved[0]",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"reserved\": [{}]} | invalid-field | reserved[0]",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"reserved\": [{\"block\": null}]} | invalid-field | reserved[0]",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"reserved\": \"x\"} | invalid-field | reserved",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"reserved\": [\"198.51.100.9\", \"x\"]} | invalid-field | reserved[1]",
                "{\"prefix\": \"198.51.100.0/24\", \"name\": \"p\", \"cluster\": \"c\", \"reserved\": [\"192.0.2.1\"]} | invalid-field | reserved[0]"
            })
    void a_pool_that_makes_no_sense_is_refused(@Nullable String body, String type, @Nullable String field) {
        var request = given().contentType(ContentType.JSON);

        var response =
                (body == null ? request : request.body(body)).post("/v1/pools").then();

        problem(response, 400, type, field);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/pools?limit=0, 400, invalid-field, limit",
        "/v1/pools?limit=99999, 400, invalid-field, limit",
        "/v1/pools?limit=x, 400, invalid-field, limit",
        "/v1/pools?cursor=%00, 400, invalid-field, cursor",
        "/v1/pools/unheard-of, 404, not-found,",
        "/v1/pools/Unheard%20Of, 404, not-found,",
        "/v1/pools/unheard-of/allocations, 404, not-found,",
        "/v1/allocations/192.0.2.999, 400, invalid-field, address",
        "/v1/allocations/192.0.2.254, 404, not-found,",
        "/v1/allocations/2001:db8::ffff, 404, not-found,"
    })
    void a_question_that_makes_no_sense_is_refused(String path, int status, String type, @Nullable String field) {
        problem(given().urlEncodingEnabled(false).get(path).then(), status, type, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | 400 | invalid-field | owner",
                "{\"owner\": \"\"} | 400 | invalid-field | owner",
                "{\"owner\": \"a b\"} | 400 | invalid-field | owner",
                "{\"owner\": \"a\", \"address\": \"192.0.2.0/24\"} | 400 | invalid-field | address",
                "{\"owner\": \"a\", \"address\": []} | 400 | invalid-field | address",
                "{\"owner\": \"a\"} | 404 | not-found |"
            })
    void an_allocation_that_makes_no_sense_is_refused(String body, int status, String type, @Nullable String field) {
        problem(allocate("unheard-of", body), status, type, field);
    }

    private static PoolTopology published(String pool) {
        try (var reader = TopicReader.of(Topic.FABRIC_TOPOLOGY)) {
            return reader
                    .read(
                            TopologyEvent.class,
                            event -> event instanceof PoolTopology topology
                                    && topology.name().equals(PoolName.of(pool)),
                            1,
                            PATIENCE)
                    .stream()
                    .map(PoolTopology.class::cast)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static ValidatableResponse allocate(String pool, String body) {
        return post("/v1/pools/" + pool + "/allocations", body);
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static void problem(ValidatableResponse response, int status, String type, @Nullable String field) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:ip-fabric:problem:" + type))
                .body("field", field == null ? nullValue() : equalTo(field));
    }
}
