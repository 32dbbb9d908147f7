package io.ipfabric.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.InvalidValueException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jackson's exceptions in our words: which field, and what is wrong with it. No class name gets out. */
public final class JsonProblems {

    private JsonProblems() {}

    public static Problem of(JsonProcessingException failure) {
        if (!(failure instanceof JsonMappingException mapping)) {
            return Problem.of(ProblemType.UNREADABLE, "is not JSON: " + failure.getOriginalMessage());
        }
        for (Throwable cause = mapping; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFieldException invalid) {
                return Problem.ofField(
                        ProblemType.INVALID_FIELD,
                        join(path(mapping), invalid.field()),
                        String.valueOf(invalid.getMessage()));
            }
            if (cause instanceof InvalidValueException invalid) {
                return new Problem(ProblemType.INVALID_FIELD, String.valueOf(invalid.getMessage()), path(mapping));
            }
        }
        return new Problem(ProblemType.INVALID_FIELD, detail(mapping), path(mapping));
    }

    private static String detail(JsonMappingException mapping) {
        return switch (mapping) {
            case UnrecognizedPropertyException unknown ->
                "is not a known field; known are "
                        + (unknown.getKnownPropertyIds() == null
                                ? "none"
                                : unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case InvalidFormatException format
            when format.getTargetType() != null && format.getTargetType().isEnum() ->
                "is one of " + Arrays.toString(format.getTargetType().getEnumConstants());
            case MismatchedInputException mismatch
            when mismatch.getTargetType() != null ->
                "has the wrong type: " + expected(mismatch.getTargetType()) + " is expected";
            default -> "is not readable: " + mapping.getOriginalMessage();
        };
    }

    private static String expected(Class<?> type) {
        if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (java.util.Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (type.isRecord() && type.getPackageName().endsWith(".event")) {
            return "an object";
        }
        return type == java.time.Instant.class ? "a time as in RFC 3339" : "a text or an object";
    }

    private static @Nullable String path(JsonMappingException mapping) {
        var path = new StringBuilder();
        for (var reference : mapping.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.isEmpty() ? null : path.toString();
    }

    private static String join(@Nullable String path, String field) {
        return path == null ? field : path + "." + field;
    }
}
