package io.ipfabric.contracts.reference;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code docs/reference/events.md}. */
final class EventPage {

    private static final JsonMapper MAPPER = Json.mapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final String HEAD = """
            # Events

            Every event: when it is sent, by whom, under which key, in which order, what its fields mean, and a whole record. Made from the records' own words, the catalogue,
            the [schemas](../../event-contracts/src/main/resources/schemas) and the golden files; a test holds it to them. Partitions, retention and rights are with the [topics](topics.md), the same
            for tools in [asyncapi.yaml](asyncapi.yaml), and how to send and read in [producing](../producing.md).

            ## Headers

            A record is a CloudEvent 1.0 in Kafka's binary content mode.

            | header | | |
            | --- | --- | --- |
            | `ce_specversion` | required | `1.0` |
            | `ce_id` | required | Unique within `ce_source`: of two records with both alike the second has no effect. At most 255 characters, none of them a control character; so are `ce_source`, `ce_type` and `ce_subject`. |
            | `ce_source` | required | Who wrote it: `/ip-fabric/<service>` inside, any URI reference outside. |
            | `ce_type` | required | The event's name. |
            | `ce_subject` | required in `vm-lifecycle` | There the VM's id, `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`; elsewhere the key. |
            | `ce_time` | | When it happened, RFC 3339. |
            | `ce_sequence` | | Orders the events of one source about one subject: a whole number of at most 18 digits. |
            | `ce_traceparent` | | Which request caused it, as W3C Trace Context has it (`00-<trace>-<span>-<flags>`); what is none is ignored. [Following one request](../observability.md#following-one-request). |
            | `content-type` | | `application/json`, which it is too where it is absent; `application/cloudevents+json` for structured mode, which only `vm-lifecycle` accepts. |

            The value is a JSON object of at most 262144 bytes. Fields that a reader does not know are ignored, absent lists are empty, a field without *required* may be absent.
            """;

    private final Map<String, JsonNode> types = new TreeMap<>();

    String text() {
        var topics = Arrays.stream(Topic.values()).map(this::section).collect(joining());
        return HEAD + topics + types();
    }

    private String section(Topic topic) {
        var notes = TopicNotes.of(topic);
        var events = DescribedEvent.of(topic);
        var readers = events.getFirst().readers().stream().map(Object::toString).collect(joining(", "));
        return """

                ## %s

                Topic [`%s`](topics.md#%s), read by %s.

                - **Sent**: %s
                - **Key**: %s
                - **Order**: %s
                """.formatted(heading(topic), topic, topic, readers, notes.sent(), notes.key(), notes.order())
                + events.stream().map(this::event).collect(joining());
    }

    /** No topic's name: its anchor would be that of topics.md. */
    private static String heading(Topic topic) {
        return "Events of " + topic;
    }

    private String event(DescribedEvent event) {
        event.schema().path("$defs").properties().forEach(type -> types.put(type.getKey(), type.getValue()));
        return "%n### %s%n%n%s Sent by %s; key `%s`.%n%n%s%n```json%n%s%n```%n"
                .formatted(
                        event.type(),
                        event.sentence(),
                        event.writer(),
                        RecordKeys.of(event.event()),
                        fields(event.schema()),
                        example(event));
    }

    private static String example(DescribedEvent event) {
        try {
            return MAPPER.writeValueAsString(event.example());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fields(JsonNode object) {
        var required = new ArrayList<String>();
        object.path("required").forEach(name -> required.add(name.asText()));
        var rows = object.path("properties").properties().stream()
                .map(field -> "| `%s` | %s%s | %s |%n"
                        .formatted(
                                field.getKey(),
                                form(field.getValue()),
                                required.contains(field.getKey()) ? ", required" : "",
                                cell(field.getValue().path("description").asText())))
                .collect(joining());
        return rows.isEmpty() ? "It has no fields.\n" : "| field | | |\n| --- | --- | --- |\n" + rows;
    }

    private String types() {
        return """

                ## Types

                What several events are made of.
                """
                + types.entrySet().stream()
                        .map(type -> "%n### %s%n%n%s%n"
                                .formatted(type.getKey(), type(type.getValue()).stripTrailing()))
                        .collect(joining());
    }

    private static String type(JsonNode type) {
        var sentence = type.path("description").asText();
        if (type.has("oneOf")) {
            var choices = new ArrayList<String>();
            type.path("oneOf").forEach(choice -> choices.add(choice(choice)));
            return sentence + " One of:\n\n" + String.join("\n", choices);
        }
        return type.path("type").asText().equals("object")
                ? sentence + "\n\n" + fields(type)
                : sentence + "\n\n" + Character.toUpperCase(form(type).charAt(0))
                        + form(type).substring(1) + ".";
    }

    /** {@code - `kind` `VIA`: …} and, in the same item, the other fields. */
    private static String choice(JsonNode choice) {
        var item = new StringBuilder("- ");
        choice.path("properties").properties().stream()
                .filter(field -> field.getValue().has("const"))
                .forEach(field -> item.append("`%s` %s: ".formatted(field.getKey(), form(field.getValue()))));
        item.append(choice.path("description").asText());
        choice.path("properties").properties().stream()
                .filter(field -> !field.getValue().has("const"))
                .forEach(field -> item.append(" `%s` (%s): %s"
                        .formatted(
                                field.getKey(),
                                form(field.getValue()),
                                field.getValue().path("description").asText())));
        return item.toString();
    }

    /** What may stand there, in some words. */
    private static String form(JsonNode schema) {
        if (schema.has("$ref")) {
            var name = schema.path("$ref").asText().replace("#/$defs/", "");
            return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
        }
        if (schema.has("const")) {
            return "`" + schema.path("const").asText() + "`";
        }
        if (schema.has("enum")) {
            var values = new ArrayList<String>();
            schema.path("enum").forEach(value -> values.add("`" + value.asText() + "`"));
            return "one of " + String.join(", ", values);
        }
        return switch (schema.path("type").asText()) {
            case "array" ->
                "list of " + form(schema.path("items"))
                        + (schema.has("maxItems") ? ", at most " + schema.path("maxItems") : "");
            case "integer" -> "integer" + range(schema);
            case "string" ->
                schema.has("pattern")
                        ? "string like `" + cell(schema.path("pattern").asText()) + "`"
                        : schema.path("format").asText().equals("date-time") ? "time, RFC 3339" : "string";
            case "object" -> "object of " + form(schema.path("additionalProperties")) + "s";
            case String other -> other;
        };
    }

    /** Limits that are those of the number's type say nothing. */
    private static String range(JsonNode schema) {
        var limits = new ArrayList<String>();
        long least = schema.path("minimum").asLong(Long.MIN_VALUE);
        long greatest = schema.path("maximum").asLong(Long.MAX_VALUE);
        if (!List.of(Long.MIN_VALUE, (long) Integer.MIN_VALUE).contains(least)) {
            limits.add("at least " + least);
        }
        if (!List.of(Long.MAX_VALUE, (long) Integer.MAX_VALUE).contains(greatest)) {
            limits.add("at most " + greatest);
        }
        return limits.isEmpty() ? "" : ", " + String.join(", ", limits);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
