package io.ipfabric.contracts.codec;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.value.InvalidValueException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an outside record that was refused or could not be read. Nothing in that record can be trusted to fit into a key, a
 * database or the next record; so all of it is shortened and made printable here.
 */
public final class Rejections {

    private static final int SUBJECT_LENGTH_MAX = 64;
    private static final int HEADERS_MAX = 32;
    private static final int HEADER_LENGTH_MAX = 512;

    /** In Base64, with all headers, still well below {@link EventCodec#VALUE_LENGTH_MAX}. */
    private static final int VALUE_LENGTH_MAX = 65_536;

    private Rejections() {}

    /**
     * @param record as it was consumed, so with its partition
     * @param offset of the record
     */
    public static VmRejection of(WireRecord record, long offset, Problem problem, Instant at) {
        var attributes = attributes(record);
        var partition = record.partition();
        return new VmRejection(
                problem,
                shown(subject(attributes, record), SUBJECT_LENGTH_MAX),
                shown(attributes.find("source"), Envelope.TEXT_LENGTH_MAX),
                shown(attributes.find("id"), Envelope.TEXT_LENGTH_MAX),
                partition == null ? 0 : partition,
                offset,
                headers(record.headers()),
                value(record.value()),
                at);
    }

    private static Attributes attributes(WireRecord record) {
        var value = record.value();
        if (EventCodec.isStructured(record) && value != null && value.length <= EventCodec.VALUE_LENGTH_MAX) {
            try {
                return Attributes.ofMembers(EventCodec.object(value));
            } catch (UnreadableRecordException _) {
                // It says nothing that can be read.
            }
        }
        return Attributes.ofHeaders(record.headers());
    }

    private static @Nullable String subject(Attributes attributes, WireRecord record) {
        var subject = attributes.find("subject");
        if (subject != null && !subject.isEmpty()) {
            return subject;
        }
        return record.key().isEmpty() ? null : record.key();
    }

    private static Map<String, String> headers(Map<String, String> headers) {
        var shown = new TreeMap<String, String>();
        headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(HEADERS_MAX)
                .forEach(header -> shown.put(
                        InvalidValueException.shown(header.getKey(), HEADER_LENGTH_MAX),
                        InvalidValueException.shown(header.getValue(), HEADER_LENGTH_MAX)));
        return shown;
    }

    private static @Nullable String value(byte @Nullable [] value) {
        return value == null
                ? null
                : Base64.getEncoder()
                        .encodeToString(
                                value.length <= VALUE_LENGTH_MAX ? value : Arrays.copyOf(value, VALUE_LENGTH_MAX));
    }

    private static @Nullable String shown(@Nullable String text, int charactersMax) {
        return text == null ? null : InvalidValueException.shown(text, charactersMax);
    }
}
