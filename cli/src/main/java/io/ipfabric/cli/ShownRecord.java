package io.ipfabric.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ipfabric.contracts.codec.EventTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as a person is shown it. Also of types that this program does not know, and of what is no event at all: outsiders write too.
 *
 * @param at when the broker got it
 * @param type of the CloudEvent; "-": it does not say
 * @param data null node: a tombstone; a text: it is no JSON
 */
record ShownRecord(String topic, int partition, long offset, Instant at, String key, String type, JsonNode data) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** A rendered configuration would fill the screen. */
    private static final int VALUE_MAX = 120;

    /** What every type of this project begins with. */
    private static final String OURS = "io.ipfabric.";

    static ShownRecord of(ConsumerRecord<String, byte[]> record) {
        var type = record.headers().lastHeader(EventTypes.HEADER);
        return new ShownRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key() == null ? "-" : record.key(),
                type == null || type.value() == null ? "-" : new String(type.value(), StandardCharsets.UTF_8),
                data(record.value()));
    }

    private static JsonNode data(byte[] value) {
        if (value == null) {
            return NullNode.getInstance();
        }
        try {
            return Api.MAPPER.readTree(value);
        } catch (IOException _) {
            return TextNode.valueOf("no JSON, " + value.length + " bytes");
        }
    }

    /** Intents have the node before it in the key, reports behind it. */
    boolean isAbout(String vm) {
        return key.equals(vm)
                || key.endsWith("/" + vm)
                || key.startsWith(vm + "/")
                || data.path("vm").asText().equals(vm)
                || data.path("subject").asText().equals(vm);
    }

    String line() {
        var what = type.startsWith(OURS) ? type.substring(OURS.length()).replaceFirst("\\.v[0-9]+$", "") : type;
        return Output.printable("%s  %-15s %-24s %-12s %s".formatted(TIME.format(at), topic, what, key, text()))
                .stripTrailing();
    }

    /** Without what the line says already. */
    private String text() {
        if (data.isNull()) {
            return "(deleted)";
        }
        if (!data.isObject()) {
            return data.asText();
        }
        return data.properties().stream()
                .filter(field -> !field.getValue().asText().equals(key)
                        && !field.getKey().equals("at"))
                .map(field -> field.getKey() + "=" + shortened(field.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String shortened(JsonNode value) {
        var text = value.isValueNode() ? value.asText() : value.toString();
        return text.length() > VALUE_MAX ? text.substring(0, VALUE_MAX) + "…" : text;
    }

    String json() {
        var json = Api.MAPPER
                .createObjectNode()
                .put("topic", topic)
                .put("partition", partition)
                .put("offset", offset)
                .put("at", at.toString())
                .put("key", key)
                .put("type", type);
        try {
            return Api.MAPPER.writeValueAsString(json.set("data", data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was JSON is JSON", e);
        }
    }
}
