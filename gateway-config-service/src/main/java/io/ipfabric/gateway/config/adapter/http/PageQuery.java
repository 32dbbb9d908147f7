package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import jakarta.ws.rs.QueryParam;
import java.util.Collection;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which part of a list is asked for. The cursor is the last name of the part before, so what comes or goes meanwhile moves nothing. */
public class PageQuery {

    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 500;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int CURSOR_LENGTH_MAX = 64;

    @QueryParam("limit")
    @Nullable
    String limit;

    @QueryParam("cursor")
    @Nullable
    String cursor;

    /** @param sorted by {@code name} */
    <T> Page<T> of(Collection<T> sorted, Function<T, String> name) {
        int size = limit();
        var after = cursor();
        var rest = sorted.stream()
                .filter(item -> name.apply(item).compareTo(after) > 0)
                .limit(size + 1L)
                .toList();
        return rest.size() <= size
                ? new Page<>(rest, null)
                : new Page<>(rest.subList(0, size), name.apply(rest.get(size - 1)));
    }

    private int limit() {
        if (limit == null) {
            return LIMIT_DEFAULT;
        }
        if (!NUMBER.matcher(limit).matches() || Integer.parseInt(limit) > LIMIT_MAX) {
            throw new InvalidFieldException("limit", "is not a number from 1 to " + LIMIT_MAX);
        }
        return Integer.parseInt(limit);
    }

    private String cursor() {
        if (cursor != null && cursor.length() > CURSOR_LENGTH_MAX) {
            throw new InvalidFieldException("cursor", "is not the \"next\" of an earlier answer");
        }
        return cursor == null ? "" : cursor;
    }
}
