package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Device;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A reflector in JSON.
 *
 * @param families both by default; for IPv6 the reflector needs an address of its own in the IPv6 underlay, or no next hop resolves
 * @param daemon {@code FRR} by default
 */
@Schema(requiredProperties = {"name", "address"})
public record ReflectorDocument(
        @Nullable RouterName name,
        @Nullable Address address,
        @Nullable List<AddressFamily> families,
        @Nullable Flavor daemon) {

    Device.Reflector device() {
        return new Device.Reflector(
                Fields.required(name, "name"),
                Fields.required(address, "address"),
                Fields.list(families, "families", List.of(AddressFamily.values())),
                Fields.orElse(daemon, Flavor.FRR));
    }

    static ReflectorDocument of(Device.Reflector reflector) {
        return new ReflectorDocument(reflector.name(), reflector.address(), reflector.families(), reflector.flavor());
    }
}
