package io.ipfabric.contracts.schema;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON forms of value types. A schema refuses nothing that the type accepts; what a pattern cannot say is left to the type. */
final class ValueSchemas {

    private static final JsonMapper MAPPER = Json.mapper().build();

    private static final String LABEL = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";
    private static final String UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";
    private static final String IPV6 = "[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,8}";

    private static final Map<Class<?>, String> PATTERNS = Map.ofEntries(
            Map.entry(Address.class, "^(" + IPV4 + "|" + IPV6 + ")$"),
            Map.entry(
                    Prefix.class, "^(" + IPV4 + "/([12]?[0-9]|3[0-2])|" + IPV6 + "/([1-9]?[0-9]|1[01][0-9]|12[0-8]))$"),
            Map.entry(ClusterName.class, LABEL),
            Map.entry(NodeName.class, LABEL),
            Map.entry(PoolName.class, LABEL),
            Map.entry(RouterName.class, LABEL),
            Map.entry(FabricId.class, UUID),
            Map.entry(NodeInstance.class, UUID),
            Map.entry(InterfaceName.class, "^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,15}$"),
            Map.entry(VmId.class, "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
            Map.entry(VmName.class, "^[A-Za-z0-9._-]{1,64}$"),
            Map.entry(Community.class, "^(0|[1-9][0-9]{0,4}):(0|[1-9][0-9]{0,4})$"),
            Map.entry(MacAddress.class, "^(?!00(:00){5}$)[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$"),
            Map.entry(ManifestDigest.class, "^[0-9a-f]{32}$"));

    private static final Map<Class<?>, Long> GREATEST = Map.of(
            Asn.class, 4_294_967_294L,
            Epoch.class, Long.MAX_VALUE,
            Generation.class, Long.MAX_VALUE,
            SequenceNumber.class, Long.MAX_VALUE);

    private ValueSchemas() {}

    /** Null for what is no value type. */
    static @Nullable ObjectNode of(Class<?> type) {
        var pattern = PATTERNS.get(type);
        if (pattern != null) {
            return MAPPER.createObjectNode().put("type", "string").put("pattern", pattern);
        }
        var greatest = GREATEST.get(type);
        if (greatest == null) {
            return null;
        }
        var schema = MAPPER.createObjectNode()
                .put("type", "integer")
                .put("minimum", 1)
                .put("maximum", greatest);
        if (type == Asn.class) {
            schema.putObject("not").put("const", 23_456);
        }
        return schema;
    }
}
