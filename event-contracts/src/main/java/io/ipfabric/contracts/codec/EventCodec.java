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
import java.util.HashMap;
import java.util.Locale;

/**
 * CloudEvents 1.0 over Kafka (CloudEvents Kafka protocol binding, section 3.2 binary and 3.3 structured content mode). It writes
 * binary mode; it reads binary mode everywhere and structured mode on {@code vm-lifecycle}. Whatever the bytes are, reading gives an
 * event or an {@link UnreadableRecordException}.
 */
public final class EventCodec {

    /** A longer record is refused unread, and never written. */
    public static final int VALUE_LENGTH_MAX = 262_144;

    private static final String JSON = "application/json";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String VM_FIELD = "vm";
    private static final JsonMapper MAPPER = Json.mapper().build();

    private EventCodec() {}

    /**
     * An event as a record of its topic; the partition is left to the key unless the caller assigns one.
     *
     * @throws IllegalArgumentException if it is longer than {@link #VALUE_LENGTH_MAX}: no reader would take it
     */
    public static WireRecord encode(FabricEvent event, Envelope envelope) {
        var headers = new HashMap<String, String>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", envelope.id());
        headers.put("ce_source", envelope.source());
        headers.put(EventTypes.HEADER, EventTypes.nameOf(event));
        headers.put("ce_subject", event.partitionKey());
        headers.put("content-type", JSON);
        if (envelope.time() != null) {
            headers.put("ce_time", envelope.time().toString());
        }
        if (envelope.sequence() != null) {
            headers.put("ce_sequence", envelope.sequence().toString());
        }
        if (envelope.trace() != null) {
            headers.put(WireRecord.TRACE_HEADER, envelope.trace().toString());
        }
        return new WireRecord(Topic.of(event), null, event.partitionKey(), headers, bytes(event));
    }

    private static byte[] bytes(FabricEvent event) {
        var data = (ObjectNode) MAPPER.<JsonNode>valueToTree(event);
        if (event instanceof VmLifecycleEvent) {
            data.remove(VM_FIELD);
        }
        try {
            var bytes = MAPPER.writeValueAsBytes(data);
            if (bytes.length > VALUE_LENGTH_MAX) {
                throw new IllegalArgumentException(EventTypes.nameOf(event) + " of " + event.partitionKey() + " has "
                        + bytes.length + " bytes; at most " + VALUE_LENGTH_MAX + " are read");
            }
            return bytes;
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
            throw unreadable("has no value");
        }
        if (value.length > VALUE_LENGTH_MAX) {
            throw unreadable("is longer than " + VALUE_LENGTH_MAX + " bytes");
        }
        var received = traced(record, isStructured(record) ? structured(family, value) : binary(family, record, value));
        // Outsiders key as they like. Ours under a foreign key would never be superseded, or would supersede another's.
        if (family != VmLifecycleEvent.class && !received.event().partitionKey().equals(record.key())) {
            throw unreadable("has the key " + Attributes.shown(record.key()) + " of another than its data speak of: "
                    + Attributes.shown(received.event().partitionKey()));
        }
        return received;
    }

    /** What the event says of its trace goes before what the client that sent the record says. */
    private static <E extends FabricEvent> Received<E> traced(WireRecord record, Received<E> received) {
        var envelope = received.envelope();
        return envelope.trace() != null
                ? received
                : new Received<>(envelope.causedBy(record.trace().orElse(null)), received.event());
    }

    private static <E extends FabricEvent> Received<E> binary(Class<E> family, WireRecord record, byte[] value)
            throws UnreadableRecordException {
        var contentType = record.headers().getOrDefault("content-type", JSON);
        if (!mediaType(contentType).equals(JSON)) {
            throw Attributes.invalid("content-type", "is not " + JSON + " but " + Attributes.shown(contentType));
        }
        return received(family, Attributes.ofHeaders(record.headers()), value.length == 0 ? noData() : object(value));
    }

    private static <E extends FabricEvent> Received<E> structured(Class<E> family, byte[] value)
            throws UnreadableRecordException {
        if (family != VmLifecycleEvent.class) {
            throw unreadable("is in structured mode, which only vm-lifecycle accepts");
        }
        var event = object(value);
        if (event.has("data_base64")) {
            throw Attributes.invalid("data_base64", "is not accepted: the data are JSON, in \"data\"");
        }
        var data = event.hasNonNull("data") ? event.get("data") : noData();
        if (!(data instanceof ObjectNode members)) {
            throw Attributes.invalid("data", "is not a JSON object");
        }
        return received(family, Attributes.ofMembers(event), members);
    }

    private static <E extends FabricEvent> Received<E> received(Class<E> family, Attributes attributes, ObjectNode data)
            throws UnreadableRecordException {
        var envelope = attributes.envelope();
        var type = attributes.required("type");
        var eventClass = EventTypes.classOf(type)
                .filter(family::isAssignableFrom)
                .orElseThrow(
                        () -> Attributes.invalid("type", "is not an event of this topic: " + Attributes.shown(type)));
        boolean outside = family == VmLifecycleEvent.class;
        if (outside) {
            data.put(VM_FIELD, attributes.required("subject"));
        }
        try {
            return new Received<>(envelope, family.cast(MAPPER.treeToValue(data, eventClass)));
        } catch (JsonProcessingException e) {
            var problem = JsonProblems.of(e);
            var field = outside && VM_FIELD.equals(problem.field()) ? "subject" : problem.field();
            throw new UnreadableRecordException(problem.type(), field, problem.detail());
        }
    }

    static boolean isStructured(WireRecord record) {
        return mediaType(record.headers().getOrDefault("content-type", "")).equals(STRUCTURED);
    }

    /** Without parameters; names of types are not case-sensitive (RFC 9110, section 8.3.1). */
    private static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    static ObjectNode object(byte[] json) throws UnreadableRecordException {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw unreadable(JsonProblems.of(e).detail());
        }
        throw unreadable("is not a JSON object");
    }

    private static ObjectNode noData() {
        return MAPPER.createObjectNode();
    }

    private static UnreadableRecordException unreadable(String detail) {
        return new UnreadableRecordException(ProblemType.UNREADABLE, null, detail);
    }
}
