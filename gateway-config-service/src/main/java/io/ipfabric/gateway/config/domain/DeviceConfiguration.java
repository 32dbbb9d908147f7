package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.value.ClusterName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The whole text of a router.
 *
 * @param revision digest of the text: equal text, equal revision, on every machine and in every version
 */
public record DeviceConfiguration(ClusterName cluster, Device device, String revision, String text) {

    /** 64 bits: enough that two texts of a device never share it by accident, short enough to be read out. */
    private static final int REVISION_BYTES = 8;

    /**
     * @param pools of the device's cluster
     * @param observer who watches the reflectors; absent: nobody
     */
    public static DeviceConfiguration of(
            Cluster cluster, Collection<Pool> pools, Device device, @Nullable ObserverAddress observer) {
        var text =
                switch (device) {
                    case Device.Node node -> FrrRenderer.render(FrrConfigurations.node(cluster, pools, node));
                    case Device.Reflector reflector -> reflector(cluster, reflector, observer);
                    case Device.CoreGateway gateway ->
                        FrrRenderer.render(FrrConfigurations.coreGateway(cluster, gateway));
                };
        return new DeviceConfiguration(cluster.specification().name(), device, revisionOf(text), text);
    }

    private static String reflector(Cluster cluster, Device.Reflector reflector, @Nullable ObserverAddress observer) {
        return switch (reflector.flavor()) {
            case FRR -> FrrRenderer.render(FrrConfigurations.reflector(cluster, reflector, observer));
            case BIRD -> BirdRenderer.reflector(cluster, reflector, FrrConfigurations.observing(cluster, observer));
            case JUNOS -> throw new IllegalStateException("a reflector of JUNOS is refused when it is added");
        };
    }

    public static String revisionOf(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, REVISION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
