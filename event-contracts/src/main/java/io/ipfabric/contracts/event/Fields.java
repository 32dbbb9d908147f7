package io.ipfabric.contracts.event;

import io.ipfabric.contracts.value.InvalidValueException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    /** As {@link #list}; of each key there is one. */
    static <T> List<T> distinct(@Nullable List<T> values, Function<T, ?> key, String field, int sizeMax) {
        var copy = list(values, field, sizeMax);
        var keys = new HashSet<Object>();
        for (var value : copy) {
            if (!keys.add(key.apply(value))) {
                throw new InvalidFieldException(field, "has " + key.apply(value) + " twice");
            }
        }
        return copy;
    }

    /** A copy; absent is empty. */
    static <V> Map<String, V> map(@Nullable Map<String, V> values, String field) {
        if (values == null) {
            return Map.of();
        }
        if (values.values().stream().anyMatch(v -> v == null)) {
            throw new InvalidFieldException(field, "has an entry that is null");
        }
        return Map.copyOf(values);
    }

    /** For what a stranger wrote: bounded, and without characters that databases refuse. */
    static void printable(@Nullable String text, String field, int lengthMax) {
        if (text == null) {
            return;
        }
        if (text.length() > lengthMax) {
            throw new InvalidFieldException(field, "is longer than " + lengthMax + " characters");
        }
        if (!text.codePoints().allMatch(InvalidValueException::isPrintable)) {
            throw new InvalidFieldException(field, "has a control character");
        }
    }

    static void nonBlank(String text, String field) {
        if (text.isBlank()) {
            throw new InvalidFieldException(field, "is empty");
        }
    }

    static void atLeast(long least, long value, String field) {
        if (value < least) {
            throw new InvalidFieldException(field, "is at least " + least + ", not " + value);
        }
    }
}
