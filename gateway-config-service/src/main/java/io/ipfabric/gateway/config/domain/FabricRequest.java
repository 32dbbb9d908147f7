package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.RouterName;

/** What is to change, by an operator or by what another service says. */
public sealed interface FabricRequest {

    record AddCluster(ClusterSpecification specification) implements FabricRequest {}

    record RemoveCluster(ClusterName cluster) implements FabricRequest {}

    record AddDevice(ClusterName cluster, Device device) implements FabricRequest {}

    record RemoveDevice(ClusterName cluster, Role role, RouterName device) implements FabricRequest {}

    /** ipam-service has this pool. */
    record SetPool(Pool pool) implements FabricRequest {}

    /** ipam-service has it no more. */
    record DropPool(PoolName pool) implements FabricRequest {}
}
