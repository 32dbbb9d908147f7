package io.ipfabric.routing.domain;

import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that routing knows of one VM.
 *
 * @param placement absent until vm-service told of the VM: addresses may be known before
 * @param addresses as allocated; empty until ipam-service answered
 * @param endpoints what each node was told, by node; a node that has nothing of the VM is not in it
 * @param told that some node was told to announce since the VM was created
 * @param deleted that vm-service said so
 * @param ended that the end of all its routes was published, or that there is none to tell
 */
public record VmRouting(
        VmId vm,
        @Nullable Placement placement,
        List<RoutedAddress> addresses,
        SortedMap<NodeName, EndpointState> endpoints,
        boolean told,
        boolean deleted,
        boolean ended) {

    public VmRouting {
        addresses = addresses.stream()
                .sorted((a, b) -> a.address().compareTo(b.address()))
                .toList();
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
    }

    public static VmRouting unknown(VmId vm) {
        return new VmRouting(vm, null, List.of(), new TreeMap<>(), false, false, false);
    }

    /**
     * Created, perhaps anew: what nodes were told of an earlier life stays known. Addresses whose end was told are that life's, although
     * their release was not heard yet: it comes on another topic, and they may have another owner by then.
     */
    VmRouting created(Placement newPlacement) {
        return new VmRouting(vm, newPlacement, ended ? List.of() : addresses, endpoints, false, false, false);
    }

    VmRouting placed(Placement newPlacement) {
        return new VmRouting(vm, newPlacement, addresses, endpoints, told, deleted, ended);
    }

    VmRouting withAddresses(List<RoutedAddress> newAddresses) {
        return new VmRouting(vm, placement, newAddresses, endpoints, told, deleted, ended);
    }

    VmRouting withEndpoints(Map<NodeName, EndpointState> newEndpoints) {
        boolean announcing = newEndpoints.values().stream().anyMatch(EndpointState.Announcing.class::isInstance);
        return new VmRouting(vm, placement, addresses, new TreeMap<>(newEndpoints), told || announcing, deleted, ended);
    }

    VmRouting asDeleted() {
        return new VmRouting(vm, placement, addresses, endpoints, told, true, ended);
    }

    VmRouting asEnded() {
        return new VmRouting(vm, placement, addresses, endpoints, told, deleted, true);
    }

    /** Whether nothing is left to be known about it: its addresses were released, and no node has anything of it. */
    public boolean canBeForgotten() {
        return deleted && ended && addresses.isEmpty() && endpoints.isEmpty();
    }
}
