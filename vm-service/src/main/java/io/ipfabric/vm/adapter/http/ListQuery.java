package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.application.VmFilter;
import io.ipfabric.vm.domain.VmStatus;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/vms}, as texts: each is read here, so that a wrong one is named. */
public class ListQuery {

    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 500;

    @QueryParam("cluster")
    @Nullable
    String cluster;

    @QueryParam("node")
    @Nullable
    String node;

    @QueryParam("state")
    @Nullable
    String state;

    @QueryParam("limit")
    @Nullable
    String limit;

    @QueryParam("cursor")
    @Nullable
    String cursor;

    VmFilter filter() {
        return new VmFilter(
                read("cluster", cluster, ClusterName::of),
                read("node", node, NodeName::of),
                read("state", state, ListQuery::status),
                read("cursor", cursor, ListQuery::lastId));
    }

    int limit() {
        var wanted = read("limit", limit, ListQuery::count);
        return wanted == null ? LIMIT_DEFAULT : wanted;
    }

    static String cursorAfter(VmId last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.value().getBytes(StandardCharsets.UTF_8));
    }

    private static VmId lastId(String cursor) {
        return VmId.of(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
    }

    private static int count(String text) {
        int count = Integer.parseInt(text);
        if (count < 1 || count > LIMIT_MAX) {
            throw new IllegalArgumentException("out of range");
        }
        return count;
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
            case "limit" -> "a number from 1 to " + LIMIT_MAX;
            case "cursor" -> "the \"next\" of an earlier answer";
            default -> "the name of a " + field;
        };
    }
}
