package io.ipfabric.cli;

import java.net.URI;
import java.util.Optional;

/** Where the services listen: the lab's addresses unless the environment says otherwise. */
final class Services {

    private Services() {}

    static Api vm() {
        return api("vm-service", 8080);
    }

    static Api ipam() {
        return api("ipam-service", 8081);
    }

    static Api routing() {
        return api("routing-service", 8082);
    }

    static Api gateway() {
        return api("gateway-config-service", 8084);
    }

    /** Which says where it listens. */
    static String variable(String service) {
        return switch (service) {
            case "vm-service" -> "FABRIC_VM_URL";
            case "ipam-service" -> "FABRIC_IPAM_URL";
            case "routing-service" -> "FABRIC_ROUTING_URL";
            case "gateway-config-service" -> "FABRIC_GATEWAY_URL";
            default -> "FABRIC_*_URL";
        };
    }

    private static Api api(String service, int port) {
        var url = Optional.ofNullable(System.getenv(variable(service))).orElse("http://127.0.0.1:" + port);
        return new Api(service, URI.create(url), () -> Fabric.token().text());
    }
}
