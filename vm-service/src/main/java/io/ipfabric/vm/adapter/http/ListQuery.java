package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.PageQuery;
import io.ipfabric.vm.application.VmFilter;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmStatus;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/vms}, as texts: each is read here, so that a wrong one is named. */
public class ListQuery extends PageQuery {

    @QueryParam("cluster")
    @Nullable
    String cluster;

    @QueryParam("node")
    @Nullable
    String node;

    @QueryParam("state")
    @Nullable
    String state;

    VmFilter filter() {
        return new VmFilter(
                read("cluster", cluster, ClusterName::of),
                read("node", node, NodeName::of),
                read("state", state, ListQuery::status),
                after(VmId::of));
    }

    /** By which the list is sorted. */
    static String key(Present vm) {
        return vm.request().vm().value();
    }

    private static VmStatus status(String text) {
        return VmStatus.valueOf(text);
    }

    private static <T> @Nullable T read(String field, @Nullable String text, Function<String, T> reader) {
        try {
            return text == null ? null : reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, "is not " + expected(field));
        }
    }

    private static String expected(String field) {
        return switch (field) {
            case "state" -> "one of " + Arrays.toString(VmStatus.values());
            default -> "the name of a " + field;
        };
    }
}
