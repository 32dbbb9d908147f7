package io.ipfabric.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.topic.Topic;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 over Kafka (CloudEvents Kafka protocol binding, section 3.2 binary and 3.3 structured content mode). It writes
 * binary mode; it reads binary mode everywhere and structured mode on {@code vm-lifecycle}.
 */
public final class EventCodec {

    /** A record longer than this is refused unread. */
    public static final int VALUE_LENGTH_MAX = 262_144;

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String VM_FIELD = "vm";
    private static final JsonMapper MAPPER = Json.mapper().build();

    private EventCodec() {}

    /** An event as a record of its topic; the partition is left to the key unless the caller assigns one. */
    public static WireRecord encode(FabricEvent event, Envelope envelope) {
        var data = (ObjectNode) MAPPER.<JsonNode>valueToTree(event);
        var headers = new HashMap<String, String>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", envelope.id());
        headers.put("ce_source", envelope.source());
        headers.put("ce_type", EventTypes.nameOf(event));
        headers.put("ce_subject", event.partitionKey());
        headers.put("content-type", "application/json");
        if (envelope.time() != null) {
            headers.put("ce_time", envelope.time().toString());
        }
        if (envelope.sequence() != null) {
            headers.put("ce_sequence", envelope.sequence().toString());
        }
        if (event instanceof VmLifecycleEvent) {
            data.remove(VM_FIELD);
        }
        try {
            return new WireRecord(Topic.of(event), null, event.partitionKey(), headers, MAPPER.writeValueAsBytes(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of this project is always JSON: " + event, e);
        }
    }

    /**
     * @param family the topic's family
     * @throws UnreadableRecordException if it is no event of the family; a tombstone is none
     */
    public static <E extends FabricEvent> Received<E> decode(Class<E> family, WireRecord record)
            throws UnreadableRecordException {
        var value = record.value();
        if (value == null) {
            throw new UnreadableRecordException(ProblemType.UNREADABLE, null, "has no value");
        }
        if (value.length > VALUE_LENGTH_MAX) {
            throw new UnreadableRecordException(
                    ProblemType.UNREADABLE, null, "is longer than " + VALUE_LENGTH_MAX + " bytes");
        }
        var contentType = record.headers().getOrDefault("content-type", "");
        boolean structured = contentType.startsWith(STRUCTURED);
        if (structured && family != VmLifecycleEvent.class) {
            throw new UnreadableRecordException(
                    ProblemType.UNREADABLE, null, "is in structured mode, which only vm-lifecycle accepts");
        }
        return structured ? fromStructured(family, value) : fromBinary(family, record.headers(), contentType, value);
    }

    private static <E extends FabricEvent> Received<E> fromBinary(
            Class<E> family, Map<String, String> headers, String contentType, byte[] value)
            throws UnreadableRecordException {
        if (!contentType.isEmpty() && !contentType.startsWith("application/json")) {
            throw new UnreadableRecordException(
                    ProblemType.UNREADABLE, "content-type", "is not application/json but " + contentType);
        }
        var attributes = new Attributes(name -> headers.get("ce_" + name));
        return received(family, attributes, tree(value));
    }

    private static <E extends FabricEvent> Received<E> fromStructured(Class<E> family, byte[] value)
            throws UnreadableRecordException {
        var envelope = tree(value);
        var attributes = new Attributes(name -> {
            var attribute = envelope.get(name);
            return attribute == null || attribute.isNull() ? null : attribute.asText();
        });
        var data = envelope.get("data");
        return received(family, attributes, data == null ? MAPPER.createObjectNode() : data);
    }

    private static <E extends FabricEvent> Received<E> received(Class<E> family, Attributes attributes, JsonNode data)
            throws UnreadableRecordException {
        var envelope = attributes.envelope();
        var type = attributes.required("type");
        var eventClass = EventTypes.classOf(type)
                .filter(family::isAssignableFrom)
                .orElseThrow(() -> new UnreadableRecordException(
                        ProblemType.INVALID_FIELD, "type", "is not an event of this topic: " + Attributes.shown(type)));
        if (!(data instanceof ObjectNode object)) {
            throw new UnreadableRecordException(ProblemType.INVALID_FIELD, "data", "is not a JSON object");
        }
        if (family == VmLifecycleEvent.class) {
            object.put(VM_FIELD, attributes.required("subject"));
        }
        try {
            return new Received<>(envelope, family.cast(MAPPER.treeToValue(object, eventClass)));
        } catch (JsonProcessingException e) {
            var problem = JsonProblems.of(e);
            var field =
                    VM_FIELD.equals(problem.field()) && family == VmLifecycleEvent.class ? "subject" : problem.field();
            throw new UnreadableRecordException(problem.type(), field, problem.detail());
        }
    }

    private static JsonNode tree(byte[] value) throws UnreadableRecordException {
        try {
            return MAPPER.readTree(value);
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException(ProblemType.UNREADABLE, null, "is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    /** Finds an attribute by its CloudEvents name. */
    private interface Lookup {
        @Nullable
        String find(String name);
    }

    private record Attributes(Lookup lookup) {

        Envelope envelope() throws UnreadableRecordException {
            if (!"1.0".equals(lookup.find("specversion"))) {
                throw new UnreadableRecordException(
                        ProblemType.INVALID_FIELD, "specversion", "is not \"1.0\": the record is no CloudEvent 1.0");
            }
            return new Envelope(required("id"), required("source"), time(), sequence());
        }

        String required(String name) throws UnreadableRecordException {
            var text = lookup.find(name);
            if (text == null || text.isEmpty()) {
                throw new UnreadableRecordException(ProblemType.INVALID_FIELD, name, "is missing");
            }
            if (text.length() > Envelope.TEXT_LENGTH_MAX) {
                throw new UnreadableRecordException(
                        ProblemType.INVALID_FIELD, name, "is longer than " + Envelope.TEXT_LENGTH_MAX + " characters");
            }
            return text;
        }

        private @Nullable Instant time() throws UnreadableRecordException {
            var text = lookup.find("time");
            try {
                return text == null ? null : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException _) {
                throw new UnreadableRecordException(
                        ProblemType.INVALID_FIELD, "time", "is not a time as in RFC 3339: " + shown(text));
            }
        }

        private @Nullable Long sequence() throws UnreadableRecordException {
            var text = lookup.find("sequence");
            try {
                return text == null ? null : Long.valueOf(text);
            } catch (NumberFormatException _) {
                throw new UnreadableRecordException(
                        ProblemType.INVALID_FIELD, "sequence", "is not a whole number: " + shown(text));
            }
        }

        static String shown(@Nullable String text) {
            return text == null ? "" : text.substring(0, Math.min(80, text.length()));
        }
    }
}
