package io.ipfabric.vm.adapter.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.http.ProblemDocument;
import io.ipfabric.vm.domain.Addresses;
import io.ipfabric.vm.domain.RouteSight;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A VM as the API shows it.
 *
 * @param node where it is placed; a stopped VM's last
 * @param migration the last one, open or over; absent: it never moved
 * @param problem why it was refused; only in state REFUSED
 */
record VmDocument(
        VmId id,
        VmName name,
        ClusterName cluster,
        NodeName node,
        VmStatus state,
        Generation generation,
        @JsonProperty("interface") InterfaceDocument iface,
        List<AddressDocument> addresses,
        SortedMap<String, String> labels,
        @Nullable MigrationDocument migration,
        @Nullable ProblemDocument problem) {

    /**
     * @param mac the guest's
     * @param gateways of the cluster; absent while the cluster is not known
     */
    record InterfaceDocument(
            InterfaceName name,
            @Nullable String altName,
            MacAddress mac,
            @Nullable Gateways gateways) {}

    record AddressDocument(Address address, AddressFamily family, RouteDocument route) {}

    /**
     * @param announced the node's FRR advertises it
     * @param confirmed the reflectors hold it
     * @param node that carries it
     * @param since when this was observed first; absent: nothing was observed yet
     */
    record RouteDocument(
            boolean announced,
            boolean confirmed,
            @Nullable NodeName node,
            @Nullable Epoch epoch,
            @Nullable Instant since) {

        private static final RouteDocument NOTHING_OBSERVED = new RouteDocument(false, false, null, null, null);

        static RouteDocument of(RouteSight sight) {
            return new RouteDocument(sight.announced(), sight.confirmed(), sight.node(), sight.epoch(), sight.since());
        }
    }

    static VmDocument of(Present vm, Map<ClusterName, Gateways> gateways) {
        var request = vm.request();
        var iface = request.vmInterface();
        return new VmDocument(
                request.vm(),
                request.name(),
                request.cluster(),
                vm.placement().node(),
                vm.status(),
                vm.placement().generation(),
                new InterfaceDocument(
                        iface.name(), iface.alternativeName(), iface.guestMac(), gateways.get(request.cluster())),
                vm.addresses().allocated().stream()
                        .map(allocation -> address(vm.addresses(), allocation))
                        .toList(),
                request.labels().values(),
                vm.migrations().latest().map(MigrationDocument::of).orElse(null),
                vm instanceof Refused refused ? problem(refused.problem()) : null);
    }

    private static AddressDocument address(Addresses addresses, AllocatedAddress allocation) {
        var route = addresses.routeOf(allocation).map(RouteDocument::of).orElse(RouteDocument.NOTHING_OBSERVED);
        return new AddressDocument(allocation.address(), allocation.address().family(), route);
    }

    private static ProblemDocument problem(Problem problem) {
        return ProblemDocument.of(problem);
    }
}
