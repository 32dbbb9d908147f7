package io.ipfabric.vm.adapter.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.vm.application.TimeOrderedId;
import io.ipfabric.vm.domain.Labels;
import io.ipfabric.vm.domain.VmRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/vms}. Checked whole when it is read, so that each fault names its field.
 *
 * @param id absent: a new one
 * @param families absent: both
 * @param addresses wanted by name; a family without one gets an address from the cluster's pools
 * @param running absent: it runs on {@code node}
 */
@Schema(requiredProperties = {"name", "cluster", "node"})
record NewVm(
        @Nullable VmId id,
        @Nullable VmName name,
        @Nullable ClusterName cluster,
        @Nullable NodeName node,
        @Nullable List<@Nullable AddressFamily> families,
        @Nullable List<@Nullable Address> addresses,
        @JsonProperty("interface") @Nullable InterfaceRequest iface,
        @Nullable Map<String, @Nullable String> labels,
        @Nullable Boolean running) {

    /** @throws InvalidFieldException naming what is missing or too much */
    VmRequest request() {
        return new VmRequest(
                id == null ? VmId.of(TimeOrderedId.next().toString()) : id,
                required(name, "name"),
                required(cluster, "cluster"),
                required(node, "node"),
                entries(families, "families", AddressFamily.values().length),
                entries(addresses, "addresses", VmEvent.ADDRESSES_MAX),
                iface == null ? InterfaceRequest.DEFAULT : iface,
                labels == null ? Labels.NONE : Labels.of(labels),
                running == null || running);
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidFieldException(field, "is missing");
        }
        return value;
    }

    private static <T> List<T> entries(@Nullable List<@Nullable T> values, String field, int countMax) {
        if (values == null) {
            return List.of();
        }
        if (values.size() > countMax) {
            throw new InvalidFieldException(field, "has more than " + countMax + " entries");
        }
        var present = new ArrayList<T>();
        for (var value : values) {
            present.add(required(value, field + "[" + present.size() + "]"));
        }
        return present;
    }
}
