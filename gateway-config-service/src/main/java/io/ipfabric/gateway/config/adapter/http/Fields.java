package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What every body is checked for. */
final class Fields {

    private Fields() {}

    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidFieldException(field, "is missing");
        }
        return value;
    }

    static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    static <T> List<T> list(@Nullable List<T> values, String field, List<T> otherwise) {
        if (values == null) {
            return otherwise;
        }
        if (values.stream().anyMatch(value -> value == null)) {
            throw new InvalidFieldException(field, "has an entry that is null");
        }
        return values;
    }

    /** Names what {@code parse} finds wrong by its place in the body. */
    static <T> T within(String field, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (InvalidFieldException e) {
            throw new InvalidFieldException(field + "." + e.field(), String.valueOf(e.getMessage()));
        }
    }
}
