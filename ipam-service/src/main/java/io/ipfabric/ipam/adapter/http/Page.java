package io.ipfabric.ipam.adapter.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next cursor of the next part; absent: this is the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /**
     * @param found up to one more than {@code limit}: whether there is more
     * @param cursor where a part ends
     */
    static <F, T> Page<T> of(List<F> found, int limit, Function<F, T> document, Function<F, String> cursor) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                shown.stream().map(document).toList(), found.size() > limit ? cursor.apply(shown.getLast()) : null);
    }
}
