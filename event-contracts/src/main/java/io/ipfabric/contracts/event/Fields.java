package io.ipfabric.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the compact constructors of this package check. */
final class Fields {

    private Fields() {}

    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidFieldException(field, "is missing");
        }
        return value;
    }

    /** A copy; absent is empty. */
    static <T> List<T> list(@Nullable List<T> values, String field, int sizeMax) {
        if (values == null) {
            return List.of();
        }
        if (values.size() > sizeMax) {
            throw new InvalidFieldException(field, "has more than " + sizeMax + " entries");
        }
        if (values.stream().anyMatch(v -> v == null)) {
            throw new InvalidFieldException(field, "has an entry that is null");
        }
        return List.copyOf(values);
    }

    static <T> List<T> nonEmptyList(@Nullable List<T> values, String field, int sizeMax) {
        if (values == null || values.isEmpty()) {
            throw new InvalidFieldException(field, "is missing or empty");
        }
        return list(values, field, sizeMax);
    }
}
