package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.vm.domain.VmState.Present;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, in the order of the ids: a VM that comes or goes meanwhile moves no other one between parts.
 *
 * @param next cursor of the next part; absent: this is the last
 */
record VmPage(List<VmDocument> items, @Nullable String next) {

    /** @param found up to one more than {@code limit}: whether there is more */
    static VmPage of(List<Present> found, int limit, Map<ClusterName, Gateways> gateways) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        return new VmPage(
                shown.stream().map(vm -> VmDocument.of(vm, gateways)).toList(),
                found.size() > limit
                        ? ListQuery.cursorAfter(shown.getLast().request().vm())
                        : null);
    }
}
