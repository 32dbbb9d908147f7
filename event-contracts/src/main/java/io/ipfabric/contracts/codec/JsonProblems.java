package io.ipfabric.contracts.codec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.InvalidValueException;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Jackson says when it cannot read, in our words: which field, and what is wrong with it. It names no class, and shows of a
 * stranger's text only a short and printable piece.
 */
public final class JsonProblems {

    private static final int SHOWN_CHARACTERS_MAX = 160;
    private static final Pattern HINT = Pattern.compile(
            "(?s)[\\s(:]*\\b(start marker|for \\w+ starting at|not recognized|consider|enable|\\w*Feature)\\b.*");

    private JsonProblems() {}

    /** @param failure of reading a whole text, from memory: a syntax error, a broken character, or a value that does not fit */
    public static Problem of(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case InvalidFieldException invalid -> {
                    return ofField(join(path(failure), invalid.field()), String.valueOf(invalid.getMessage()));
                }
                case InvalidValueException invalid -> {
                    return ofField(path(failure), String.valueOf(invalid.getMessage()));
                }
                case InputCoercionException _ -> {
                    return ofField(path(failure), "must be a smaller number");
                }
                case StreamConstraintsException _ -> {
                    return unreadable("is nested too deeply, or has a name, text or number that is too long");
                }
                case StreamReadException syntax -> {
                    return unreadable("is not JSON: " + shown(syntax));
                }
                case JsonMappingException _ -> {
                    // Its cause may be one of the above.
                }
                default -> {
                    return failure instanceof JsonMappingException mapping
                            ? ofMapping(mapping)
                            : unreadable("is not JSON: its bytes are no text");
                }
            }
        }
        return failure instanceof JsonMappingException mapping ? ofMapping(mapping) : unreadable("is not JSON");
    }

    private static Problem ofMapping(JsonMappingException mapping) {
        var message = String.valueOf(mapping.getOriginalMessage());
        if (message.startsWith("Trailing token")) {
            return unreadable("has something after the end of its JSON");
        }
        if (message.startsWith("No content")) {
            return unreadable("is empty");
        }
        if (message.startsWith("Cannot map `null`")) {
            return ofField(path(mapping), "is missing");
        }
        if (mapping instanceof InvalidTypeIdException kind) {
            return ofKind(kind);
        }
        return ofField(path(mapping), detail(mapping));
    }

    private static String detail(JsonMappingException mapping) {
        return switch (mapping) {
            case UnrecognizedPropertyException unknown -> "is not a known field; known are " + known(unknown);
            case InvalidFormatException format
            when format.getTargetType() != null && format.getValue() instanceof String text ->
                "must be " + expected(format.getTargetType()) + ", not " + Attributes.shown(text);
            case MismatchedInputException mismatch
            when mismatch.getTargetType() != null -> "must be " + expected(mismatch.getTargetType());
            default -> "does not fit";
        };
    }

    private static String known(UnrecognizedPropertyException unknown) {
        var ids = unknown.getKnownPropertyIds();
        return ids == null || ids.isEmpty()
                ? "none"
                : ids.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    /** One of a sealed family, which says by a field which one it is. */
    private static Problem ofKind(InvalidTypeIdException kind) {
        var base = kind.getBaseType().getRawClass();
        var info = base.getAnnotation(JsonTypeInfo.class);
        var types = base.getAnnotation(JsonSubTypes.class);
        if (info == null || types == null) {
            return ofField(path(kind), "does not fit");
        }
        var names = Arrays.stream(types.value()).map(JsonSubTypes.Type::name).collect(Collectors.joining(", "));
        var given = kind.getTypeId();
        return ofField(
                join(path(kind), info.property()),
                given == null
                        ? "is missing; it is one of " + names
                        : "must be one of " + names + ", not " + Attributes.shown(given));
    }

    private static String expected(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == long.class || type == Long.class) {
            return "a whole number below 2^63";
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number below 2^31";
        }
        if (type.isEnum() && textOf(type) == null) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (type == Instant.class) {
            return "a time as in RFC 3339";
        }
        if (type == String.class) {
            return "a text";
        }
        var text = textOf(type);
        return text == null || Map.class.isAssignableFrom(type) ? "an object" : expected(text);
    }

    /** The type that a value type is made of in JSON; null if the type is none. */
    private static @Nullable Class<?> textOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers())
                        && method.isAnnotationPresent(JsonCreator.class)
                        && method.getParameterCount() == 1)
                .<Class<?>>map(method -> method.getParameterTypes()[0])
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String path(IOException failure) {
        if (!(failure instanceof JsonMappingException mapping)) {
            return null;
        }
        var path = new StringBuilder();
        for (var reference : mapping.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.isEmpty() ? null : InvalidValueException.shown(path.toString(), SHOWN_CHARACTERS_MAX);
    }

    private static String join(@Nullable String path, String field) {
        return path == null ? field : path + "." + field;
    }

    /** Jackson's sentence with the place, without its hints for programmers and its note on where an unfinished structure began. */
    private static String shown(JsonProcessingException failure) {
        var sentence =
                HINT.matcher(String.valueOf(failure.getOriginalMessage())).replaceFirst("");
        var text = InvalidValueException.shown(sentence, SHOWN_CHARACTERS_MAX);
        var place = failure.getLocation();
        return place == null ? text : text + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    private static Problem ofField(@Nullable String field, String detail) {
        return new Problem(ProblemType.INVALID_FIELD, detail, field);
    }

    private static Problem unreadable(String detail) {
        return Problem.of(ProblemType.UNREADABLE, detail);
    }
}
