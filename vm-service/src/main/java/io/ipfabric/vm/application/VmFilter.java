package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.domain.VmStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which VMs to list; what is absent does not restrict.
 *
 * @param after the last id of the page before
 */
public record VmFilter(
        @Nullable ClusterName cluster,
        @Nullable NodeName node,
        @Nullable VmStatus status,
        @Nullable VmId after) {}
