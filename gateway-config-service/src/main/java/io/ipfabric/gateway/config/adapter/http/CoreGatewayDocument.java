package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Device;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A core gateway in JSON.
 *
 * @param flavor required: a core gateway is seldom the fabric's own machine
 * @param asn the cluster's by default
 */
@Schema(requiredProperties = {"name", "address", "flavor"})
public record CoreGatewayDocument(
        @Nullable RouterName name,
        @Nullable Address address,
        @Nullable Flavor flavor,
        @Nullable Asn asn) {

    /** @param cluster the ASN of the cluster */
    Device.CoreGateway device(Asn cluster) {
        return new Device.CoreGateway(
                Fields.required(name, "name"),
                Fields.required(address, "address"),
                Fields.required(flavor, "flavor"),
                Fields.orElse(asn, cluster));
    }

    static CoreGatewayDocument of(Device.CoreGateway gateway) {
        return new CoreGatewayDocument(gateway.name(), gateway.address(), gateway.flavor(), gateway.asn());
    }
}
