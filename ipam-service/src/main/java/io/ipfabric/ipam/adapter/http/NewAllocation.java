package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.Owner;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/pools/{name}/allocations}.
 *
 * @param owner who is to have the address: no VM, but named like one
 * @param address absent: any of the pool
 */
@Schema(requiredProperties = {"owner"})
record NewAllocation(@Nullable VmId owner, @Nullable Address address) {

    Owner.Manual manualOwner() {
        if (owner == null) {
            throw new InvalidFieldException("owner", "is missing");
        }
        return new Owner.Manual(owner);
    }
}
