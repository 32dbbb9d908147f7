package io.ipfabric.contracts.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.InvalidValueException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents attributes of a record as a stranger wrote them, and what is asked of them.
 *
 * @param lookup an attribute's text by its CloudEvents name; null where absent
 */
record Attributes(Function<String, @Nullable String> lookup) {

    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

    static Attributes ofHeaders(Map<String, String> headers) {
        return new Attributes(name -> headers.get("ce_" + name));
    }

    static Attributes ofMembers(ObjectNode members) {
        return new Attributes(name -> {
            var member = members.get(name);
            return member == null || !member.isValueNode() || member.isNull() ? null : member.asText();
        });
    }

    @Nullable
    String find(String name) {
        return lookup.apply(name);
    }

    Envelope envelope() throws UnreadableRecordException {
        if (!"1.0".equals(find("specversion"))) {
            throw invalid("specversion", "is not \"1.0\": the record is no CloudEvent 1.0");
        }
        var trace = TraceContext.parse(find(TraceContext.NAME)).orElse(null);
        return new Envelope(required("id"), required("source"), time(), sequence(), trace);
    }

    String required(String name) throws UnreadableRecordException {
        var text = find(name);
        if (text == null || text.isEmpty()) {
            throw invalid(name, "is missing");
        }
        if (text.length() > Envelope.TEXT_LENGTH_MAX) {
            throw invalid(name, "is longer than " + Envelope.TEXT_LENGTH_MAX + " characters");
        }
        if (!text.codePoints().allMatch(InvalidValueException::isPrintable)) {
            throw invalid(name, "has a control character");
        }
        return text;
    }

    private @Nullable Instant time() throws UnreadableRecordException {
        var text = find("time");
        if (text == null) {
            return null;
        }
        var time = Rfc3339.parse(text);
        if (time.isEmpty()) {
            throw invalid("time", "is not a time as in RFC 3339: " + shown(text));
        }
        return time.get();
    }

    private @Nullable Long sequence() throws UnreadableRecordException {
        var text = find("sequence");
        if (text == null) {
            return null;
        }
        if (!SEQUENCE.matcher(text).matches()) {
            throw invalid("sequence", "is not a whole number of at most 18 digits: " + shown(text));
        }
        return Long.valueOf(text);
    }

    static String shown(String text) {
        return '"' + InvalidValueException.shown(text, 80) + '"';
    }

    static UnreadableRecordException invalid(String name, String detail) {
        return new UnreadableRecordException(ProblemType.INVALID_FIELD, name, detail);
    }
}
