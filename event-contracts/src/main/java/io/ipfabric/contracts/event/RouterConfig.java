package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;

/**
 * Topic {@code router-configs}: level. A device's whole rendered configuration; a tombstone says that the device is gone.
 *
 * @param device the device that the configuration is for
 * @param cluster the cluster that the device belongs to
 * @param role what the device is in the fabric
 * @param flavor whose syntax the text has
 * @param revision the digest of the text: equal text, equal revision
 * @param text the configuration, complete and byte-stable; secrets by reference only
 */
public record RouterConfig(
        RouterName device, ClusterName cluster, Role role, Flavor flavor, String revision, String text)
        implements FabricEvent {

    public RouterConfig {
        Fields.required(device, "device");
        Fields.required(cluster, "cluster");
        Fields.required(role, "role");
        Fields.required(flavor, "flavor");
        Fields.required(revision, "revision");
        Fields.required(text, "text");
    }

    @Override
    @JsonIgnore
    public String partitionKey() {
        return device.value();
    }

    /** What a device is in the fabric. */
    public enum Role {
        NODE,
        REFLECTOR,
        CORE_GATEWAY
    }

    /** Whose configuration language a device speaks. */
    public enum Flavor {
        FRR,
        BIRD,
        JUNOS
    }
}
