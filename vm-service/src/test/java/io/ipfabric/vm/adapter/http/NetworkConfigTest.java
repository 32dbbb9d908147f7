package io.ipfabric.vm.adapter.http;

import static io.ipfabric.vm.ServiceUnderTest.awaitState;
import static io.ipfabric.vm.ServiceUnderTest.newVm;
import static io.ipfabric.vm.ServiceUnderTest.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What cloud-init is given. The keys are those that its documentation of version 2 and netplan's have. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class NetworkConfigTest {

    private static final String PROBLEM = "urn:ip-fabric:problem:";

    @BeforeEach
    void theLabIsKnown() {
        ServiceUnderTest.knowsTheLab();
    }

    @Test
    void bothFamiliesHaveAnAddressAndADefaultRouteOnTheLink() {
        addressed("net1", "192.0.2.220", "2001:db8::220");
        var mac = given().get("/v1/vms/net1").<String>path("interface.mac");

        assertThat(config("net1"))
                .isEqualTo(Map.of(
                        "version",
                        2,
                        "ethernets",
                        Map.of(
                                "fabric",
                                Map.of(
                                        "match",
                                        Map.of("macaddress", mac),
                                        "dhcp4",
                                        false,
                                        "dhcp6",
                                        false,
                                        "accept-ra",
                                        false,
                                        "addresses",
                                        List.of("192.0.2.220/32", "2001:db8::220/128"),
                                        "routes",
                                        List.of(
                                                Map.of("to", "0.0.0.0/0", "via", "10.0.0.1", "on-link", true),
                                                Map.of("to", "::/0", "via", "fe80::1", "on-link", true))))));
    }

    @Test
    void aFamilyThatTheVmDoesNotHaveHasNoRoute() {
        addressed("net2", "2001:db8::221");

        assertThat(config("net2").toString())
                .contains("2001:db8::221/128", "::/0")
                .doesNotContain("0.0.0.0/0");
    }

    @Test
    void withoutAddressesThereIsNoConfigurationYet() {
        post("/v1/vms", newVm("net3", "node1")).then().statusCode(202);

        given().get("/v1/vms/net3/network-config")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", is(PROBLEM + "wrong-state"));
        given().delete("/v1/vms/net3").then().statusCode(202);
        given().get("/v1/vms/net3/network-config").then().statusCode(409);
        given().get("/v1/vms/nobody/network-config").then().statusCode(404).body("type", is(PROBLEM + "unknown-vm"));
    }

    @Test
    void whoAsksForYamlByItsNewNameGetsIt() {
        addressed("net4", "192.0.2.222");

        given().accept("application/yaml")
                .get("/v1/vms/net4/network-config")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/yaml"));
        given().accept("application/json")
                .get("/v1/vms/net4/network-config")
                .then()
                .statusCode(406);
    }

    private static void addressed(String vm, String... addresses) {
        post("/v1/vms", newVm(vm, "node1")).then().statusCode(202);
        Neighbors.allocate(vm, addresses);
        awaitState(vm, "ADDRESSED");
    }

    private static Object config(String vm) {
        var answer = given().get("/v1/vms/{id}/network-config", vm);
        answer.then().statusCode(200).contentType(startsWith("text/yaml"));
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(answer.asString());
    }
}
