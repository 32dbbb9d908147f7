package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/vms/{id}/start}; it may be left out.
 *
 * @param node absent: where the VM is placed
 * @param replaces the generation that this start supersedes although the VM was not said to have stopped
 */
record StartRequest(@Nullable NodeName node, @Nullable Generation replaces) {

    static final StartRequest WHERE_IT_IS = new StartRequest(null, null);
}
