package io.ipfabric.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.credentials.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/vms, viewer",
        "HEAD, /v1/vms/{id}, viewer",
        "GET, /v1/clusters/{cluster}/devices/{device}/config, viewer",
        "GET, /v1/interfaces, viewer",
        "POST, /v1/vms, operator",
        "DELETE, /v1/vms/{id}, operator",
        "POST, /v1/vms/{id}/migrations/{migration}/switch, operator",
        "POST, /v1/vms/{id}/migrations/{migration}/force, admin",
        "POST, /v1/routes/{address}/force, admin",
        "POST, /v1/pools, admin",
        "DELETE, /v1/pools/{name}, admin",
        "POST, /v1/pools/{name}/allocations, operator",
        "DELETE, /v1/allocations/{address}, operator",
        "POST, /v1/clusters, admin",
        "PUT, /v1/clusters/{cluster}, admin",
        "PATCH, /v1/clusters/{cluster}/nodes/{name}, admin",
        "POST, /v1/routes, nobody",
        "POST, /v1/vmsx, nobody",
        "POST, /v1/interfaces, nobody",
        "GET, /v2/vms, nobody",
        "GET, /, nobody",
        "POST, /v1/, nobody",
        "TRACE, /v1/vms, nobody",
        "get, /v1/vms, nobody"
    })
    void eachOperationHasItsRole(String method, String template, String role) {
        assertThat(AccessRules.needed(method, template).map(Role::toString).orElse("nobody"))
                .isEqualTo(role);
    }
}
