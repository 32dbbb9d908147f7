package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.NodeName;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/vms/{id}/migrations}.
 *
 * @param cutover absent: the cluster's
 * @param strictTimeout absent: the cluster's; counts where the cutover is STRICT
 */
@Schema(requiredProperties = {"target"})
record NewMigration(
        @Nullable NodeName target,
        @Nullable CutoverPolicy cutover,
        @Nullable StrictTimeout strictTimeout) {

    /** @throws InvalidFieldException if it is missing */
    NodeName requiredTarget() {
        if (target == null) {
            throw new InvalidFieldException("target", "is missing");
        }
        return target;
    }
}
