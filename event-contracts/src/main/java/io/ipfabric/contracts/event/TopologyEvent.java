package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Topic {@code fabric-topology}: levels that everyone reads; a tombstone says that the thing is gone. */
public sealed interface TopologyEvent extends FabricEvent {

    /**
     * A cluster: one autonomous system. Written by gateway-config-service.
     *
     * @param name the cluster's name
     * @param asn the number of its autonomous system
     * @param gateways the gateway that its guests see
     * @param cutover how its live migrations move routes where nobody says otherwise
     * @param strictTimeout what a STRICT one does, where nobody says otherwise, when its source's withdrawal is not proved in time; absent: HOLD
     * @param reflectors its route reflectors
     */
    record ClusterTopology(
            ClusterName name,
            Asn asn,
            Gateways gateways,
            CutoverPolicy cutover,
            @Nullable StrictTimeout strictTimeout,
            List<ReflectorTopology> reflectors)
            implements TopologyEvent {

        public static final String KEY_PREFIX = "cluster/";

        public ClusterTopology {
            Fields.required(name, "name");
            Fields.required(asn, "asn");
            Fields.required(gateways, "gateways");
            Fields.required(cutover, "cutover");
            reflectors = Fields.list(reflectors, "reflectors", 64);
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return KEY_PREFIX + name;
        }
    }

    /**
     * A route reflector.
     *
     * @param name the reflector's name
     * @param address its address in the underlay
     * @param families whose routes it reflects; absent: both. That it does not hold a route of another family says nothing
     * @param daemon what it runs; absent: FRR
     */
    record ReflectorTopology(
            RouterName name,
            Address address,
            List<AddressFamily> families,
            @Nullable Flavor daemon) {
        public ReflectorTopology {
            Fields.required(name, "name");
            Fields.required(address, "address");
            families = Fields.distinct(families, Function.identity(), "families", AddressFamily.values().length);
            if (families.isEmpty()) {
                families = List.of(AddressFamily.values());
            }
        }
    }

    /**
     * A node. Written by gateway-config-service.
     *
     * @param name the node's name
     * @param cluster the cluster that it belongs to
     * @param address its address in the underlay: BGP and the next hop of other nodes
     * @param address6 the same for IPv6; absent: the node carries no /128
     * @param intentPartition the partition of {@code route-intents} that carries the node's intents; assigned once
     */
    record NodeTopology(
            NodeName name,
            ClusterName cluster,
            Address address,
            @Nullable Address address6,
            int intentPartition) implements TopologyEvent {

        public static final String KEY_PREFIX = "node/";

        public NodeTopology {
            Fields.required(name, "name");
            Fields.required(cluster, "cluster");
            Fields.required(address, "address");
            if (address6 != null && address6.family() != AddressFamily.IPV6) {
                throw new InvalidFieldException("address6", "is not an IPv6 address");
            }
            Fields.atLeast(0, intentPartition, "intentPartition");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return KEY_PREFIX + name;
        }
    }

    /**
     * A pool. Written by ipam-service: routers announce host routes of these prefixes and no others.
     *
     * @param name the pool's name
     * @param cluster the cluster whose VMs get its addresses
     * @param prefix the block of its addresses
     */
    record PoolTopology(PoolName name, ClusterName cluster, Prefix prefix) implements TopologyEvent {

        public static final String KEY_PREFIX = "pool/";

        public PoolTopology {
            Fields.required(name, "name");
            Fields.required(cluster, "cluster");
            Fields.required(prefix, "prefix");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return KEY_PREFIX + name;
        }
    }
}
