package io.ipfabric.cli;

import java.net.URI;
import java.util.Optional;

/** Where the services listen: the lab's addresses unless the environment says otherwise. */
final class Services {

    private Services() {}

    static Api vm() {
        return api("vm-service", "FABRIC_VM_URL", 8080);
    }

    static Api ipam() {
        return api("ipam-service", "FABRIC_IPAM_URL", 8081);
    }

    static Api routing() {
        return api("routing-service", "FABRIC_ROUTING_URL", 8082);
    }

    static Api gateway() {
        return api("gateway-config-service", "FABRIC_GATEWAY_URL", 8084);
    }

    private static Api api(String service, String variable, int port) {
        var url = Optional.ofNullable(System.getenv(variable)).orElse("http://127.0.0.1:" + port);
        return new Api(service, URI.create(url), () -> Fabric.token().text());
    }
}
