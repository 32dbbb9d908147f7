package io.ipfabric.vm;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.Map;

/** Requests to the running service, and waiting for what it shows. */
public final class ServiceUnderTest {

    private ServiceUnderTest() {}

    /** A cluster "lab" with node1 and node2 that the service has read of; it is told of them if it has not. */
    public static void knowsTheLab() {
        if (isLabKnown()) {
            return;
        }
        Neighbors.announceCluster("lab");
        Neighbors.announceNode("node1", "lab");
        Neighbors.announceNode("node2", "lab");
        await().atMost(Neighbors.PATIENCE).until(ServiceUnderTest::isLabKnown);
    }

    private static boolean isLabKnown() {
        return post("/v1/vms", newVm("probe", "node2")).statusCode() == 202;
    }

    public static Map<String, Object> newVm(String id, String node) {
        return Map.of("id", id, "name", id, "cluster", "lab", "node", node);
    }

    /** A VM of the lab on node1 that has an address, and so can move. */
    public static void runs(String id, String address) {
        post("/v1/vms", newVm(id, "node1")).then().statusCode(202);
        Neighbors.allocate(id, address);
        awaitState(id, "ADDRESSED");
    }

    /** The path of the migration. */
    public static String migrates(String id, String target) {
        String migration = post("/v1/vms/" + id + "/migrations", Map.of("target", target))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        return "/v1/vms/" + id + "/migrations/" + migration;
    }

    public static Response post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post(path);
    }

    public static Response post(String path) {
        return given().noContentType().post(path);
    }

    public static ValidatableResponse get(String path, Object... parameters) {
        return given().get(path, parameters).then();
    }

    public static void awaitState(String vm, String state) {
        await().atMost(Neighbors.PATIENCE)
                .until(() -> given().get("/v1/vms/{id}", vm).path("state"), state::equals);
    }

    public static void awaitPhase(String migration, String phase) {
        await().atMost(Neighbors.PATIENCE).until(() -> given().get(migration).path("phase"), phase::equals);
    }

    public static void awaitGone(String vm) {
        await().atMost(Neighbors.PATIENCE)
                .until(() -> given().get("/v1/vms/{id}", vm).statusCode(), code -> code == 404);
    }
}
