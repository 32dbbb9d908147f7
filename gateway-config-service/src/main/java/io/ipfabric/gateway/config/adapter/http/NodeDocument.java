package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Device;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A node in JSON.
 *
 * @param address6 absent: the node routes IPv4 alone
 * @param daemon {@code FRR} by default
 */
@Schema(requiredProperties = {"name", "address"})
public record NodeDocument(
        @Nullable RouterName name,
        @Nullable Address address,
        @Nullable Address address6,
        @Nullable Flavor daemon) {

    Device.Node device() {
        return new Device.Node(
                Fields.required(name, "name"),
                Fields.required(address, "address"),
                address6,
                Fields.orElse(daemon, Flavor.FRR));
    }

    static NodeDocument of(Device.Node node) {
        return new NodeDocument(node.name(), node.address(), node.address6(), node.flavor());
    }
}
