package io.ipfabric.http;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** A list's query with a filter of its own. */
public class TextQuery extends PageQuery {

    @QueryParam("prefix")
    @Nullable
    String prefix;

    boolean fits(String text) {
        return prefix == null || text.startsWith(prefix);
    }
}
