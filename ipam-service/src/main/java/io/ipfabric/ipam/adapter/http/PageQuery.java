package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import jakarta.ws.rs.QueryParam;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which part of a list is asked for. The cursor is the last name or address of the part before, so what comes or goes meanwhile moves nothing. */
public class PageQuery {

    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 500;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

    @QueryParam("limit")
    @Nullable
    String limit;

    @QueryParam("cursor")
    @Nullable
    String cursor;

    int limit() {
        if (limit == null) {
            return LIMIT_DEFAULT;
        }
        if (!NUMBER.matcher(limit).matches() || Integer.parseInt(limit) > LIMIT_MAX) {
            throw new InvalidFieldException("limit", "is not a number from 1 to " + LIMIT_MAX);
        }
        return Integer.parseInt(limit);
    }

    /** Absent: from the first. */
    <T> @Nullable T cursor(Function<String, T> reader) {
        try {
            return cursor == null ? null : reader.apply(cursor);
        } catch (IllegalArgumentException _) {
            throw new InvalidFieldException("cursor", "is not the \"next\" of an earlier answer");
        }
    }
}
