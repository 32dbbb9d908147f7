package io.ipfabric.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which part of a list is asked for. A list that can be filtered extends it by its filters: a cursor belongs to the filters that it was given under. */
public class PageQuery {

    public static final int LIMIT_DEFAULT = 100;
    public static final int LIMIT_MAX = 500;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";

    @QueryParam(LIMIT)
    @Parameter(
            description = "How many at most.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "100"))
    @Nullable
    String limit;

    @QueryParam(CURSOR)
    @Parameter(description = "The next of the answer before; it belongs to this list with these filters.")
    @Nullable
    String cursor;

    @Context
    @SuppressWarnings("NullAway.Init") // The framework fills it.
    UriInfo uri;

    /** @throws InvalidFieldException unless it is absent or a number from 1 to {@link #LIMIT_MAX} */
    public int limit() {
        if (limit == null) {
            return LIMIT_DEFAULT;
        }
        if (!NUMBER.matcher(limit).matches() || Integer.parseInt(limit) > LIMIT_MAX) {
            throw new InvalidFieldException(LIMIT, "is not a number from 1 to " + LIMIT_MAX);
        }
        return Integer.parseInt(limit);
    }

    /**
     * The key of the last item of the part before; absent: from the first.
     *
     * @throws InvalidFieldException if the cursor is broken, or another list's
     */
    public <K> @Nullable K after(Function<String, K> reader) {
        if (cursor == null) {
            return null;
        }
        try {
            return Cursor.lastKey(list(), cursor).map(reader).orElseThrow(PageQuery::broken);
        } catch (InvalidFieldException e) {
            throw e;
        } catch (IllegalArgumentException | DateTimeException _) {
            // A key of another version.
            throw broken();
        }
    }

    private static InvalidFieldException broken() {
        return new InvalidFieldException(
                CURSOR, "is not the \"next\" of an earlier answer of this list with these filters");
    }

    /**
     * @param found from {@link #after} on, up to one more than {@link #limit}: whether there is more
     * @param key of an item, by which the list is sorted
     */
    public <F, T> Page<T> page(List<F> found, Function<F, T> document, Function<F, String> key) {
        int size = Math.min(limit(), found.size());
        var shown = found.subList(0, size);
        return new Page<>(
                shown.stream().map(document).toList(),
                found.size() > size ? Cursor.of(list(), key.apply(shown.getLast())) : null);
    }

    /** What a cursor belongs to. */
    private String list() {
        var filters = new TreeMap<>(uri.getQueryParameters());
        filters.remove(LIMIT);
        filters.remove(CURSOR);
        return uri.getPath() + '?' + filters;
    }

    /** A part of a list that is in memory, sorted by the texts of its keys. */
    public <F, T> Page<T> pageOf(Collection<F> sorted, Function<F, T> document, Function<F, String> key) {
        var last = after(Function.identity());
        var rest = sorted.stream()
                .filter(item -> last == null || key.apply(item).compareTo(last) > 0)
                .limit(limit() + 1L)
                .toList();
        return page(rest, document, key);
    }
}
