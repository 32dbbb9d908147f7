package io.ipfabric.contracts.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.schema.Javadocs;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.topic.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bus as an AsyncAPI 3.0 document: topics are channels, event types messages, and each participant has an operation for each topic that it sends to or
 * receives from. It stands alone: schemas are in it, each type once.
 */
final class AsyncApi {

    private static final short REPLICATION = 3;
    private static final String KAFKA_BINDING = "0.5.0";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String MESSAGES = "#/components/messages/";
    private static final JsonMapper MAPPER = Json.mapper().build();

    private final Javadocs javadocs = Javadocs.under(Path.of("src/main/java/io/ipfabric/contracts"));
    private final ObjectNode document = MAPPER.createObjectNode();
    private final Map<String, JsonNode> schemas = new TreeMap<>();
    private final ObjectNode messages = MAPPER.createObjectNode();

    static ObjectNode document() {
        return new AsyncApi().build();
    }

    private ObjectNode build() {
        document.put("asyncapi", "3.0.0");
        info(document.putObject("info"));
        document.put("defaultContentType", "application/json");
        servers(document.putObject("servers"));
        var channels = document.putObject("channels");
        var operations = document.putObject("operations");
        for (var topic : Topic.values()) {
            channel(channels.putObject(topic.toString()), topic);
            for (var participant : Participant.values()) {
                if (participant.writes().contains(topic)) {
                    operation(operations, participant, topic, "send");
                }
                if (participant.reads(topic)) {
                    operation(operations, participant, topic, "receive");
                }
            }
        }
        components(document.putObject("components"));
        return document;
    }

    private static void info(ObjectNode info) {
        info.put("title", "IP-fabric on Kafka");
        info.put("version", "v1");
        info.put(
                "description",
                "All topics of IP-fabric, who sends and receives what, and every event. Records are CloudEvents 1.0 in Kafka's binary content mode; vm-lifecycle accepts structured mode too. "
                        + "Operations are named after the participant who does them: a program of yours is the hypervisor-manager. docs/producing.md has examples that run.");
        info.putObject("license").put("name", "Apache-2.0").put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        var tags = info.putArray("tags");
        for (var participant : Participant.values()) {
            if (!participant.writes().isEmpty() || !participant.consumes().isEmpty()) {
                tags.addObject().put("name", participant.toString());
            }
        }
    }

    private static void servers(ObjectNode servers) {
        servers.putObject("lab")
                .put("host", "localhost:9092")
                .put("protocol", "kafka")
                .put("description", "The broker of ./fabric up.");
        var secured = servers.putObject("secured")
                .put("host", "kafka.example.org:9093")
                .put("protocol", "kafka-secure")
                .put(
                        "description",
                        "A broker that asks who one is; docs/credentials.md has the users and their rights.");
        secured.putArray("security").addObject().put("$ref", "#/components/securitySchemes/user");
    }

    private void channel(ObjectNode channel, Topic topic) {
        var notes = TopicNotes.of(topic);
        channel.put("address", topic.toString());
        channel.put("summary", javadocs.of(topic.family()).orElseThrow().replaceFirst("^Topic \\S+: ", ""));
        channel.put(
                "description",
                "**Sent**: %s **Key**: %s **Order**: %s".formatted(notes.sent(), notes.key(), notes.order()));
        var carried = channel.putObject("messages");
        for (var event : DescribedEvent.of(topic)) {
            carried.putObject(event.type()).put("$ref", MESSAGES + event.type());
            message(messages.putObject(event.type()), event);
        }
        var binding = channel.putObject("bindings").putObject("kafka");
        binding.put("topic", topic.toString())
                .put("partitions", topic.partitions())
                .put("replicas", REPLICATION);
        var settings = binding.putObject("topicConfiguration");
        BrokerTopics.settings(topic, REPLICATION).forEach((name, value) -> {
            if (name.equals("cleanup.policy")) {
                settings.putArray(name).add(value);
            } else {
                settings.put(name, Long.parseLong(value));
            }
        });
        binding.put("bindingVersion", KAFKA_BINDING);
    }

    private static void operation(ObjectNode operations, Participant participant, Topic topic, String action) {
        var operation = operations.putObject("%s-%ss-%s".formatted(participant, action, topic));
        operation.put("action", action);
        operation.putObject("channel").put("$ref", "#/channels/" + topic);
        var sent = operation.putArray("messages");
        for (var event : DescribedEvent.of(topic)) {
            if (action.equals("receive") || event.writer() == participant) {
                sent.addObject().put("$ref", "#/channels/" + topic + "/messages/" + event.type());
            }
        }
        operation.putArray("tags").addObject().put("name", participant.toString());
        if (action.equals("receive") && participant.consumes().contains(topic)) {
            var group = participant.group(topic);
            var binding = operation.putObject("bindings").putObject("kafka");
            var schema = binding.putObject("groupId").put("type", "string");
            if (participant.kind() == Participant.Kind.OUTSIDE) {
                schema.put("pattern", "^" + participant);
            } else {
                schema.putArray("enum").add(group);
            }
            binding.put("bindingVersion", KAFKA_BINDING);
        }
    }

    private void message(ObjectNode message, DescribedEvent event) {
        message.put("name", event.type());
        message.put("summary", event.sentence());
        message.put("contentType", "application/json");
        headers(message.putObject("headers"), event);
        message.putObject("payload").put("$ref", SCHEMAS + event.type());
        var binding = message.putObject("bindings").putObject("kafka");
        var key = binding.putObject("key");
        key.put("type", "string").put("description", "Made of the fields " + RecordKeys.of(event.event()));
        key.putArray("examples").add(event.example().key());
        binding.put("bindingVersion", KAFKA_BINDING);
        var example = message.putArray("examples").addObject();
        var headers = example.putObject("headers");
        new TreeMap<>(event.example().headers()).forEach(headers::put);
        example.set("payload", event.example().data());
        schema(event);
    }

    private static void headers(ObjectNode headers, DescribedEvent event) {
        headers.put("type", "object");
        headers.putArray("allOf").addObject().put("$ref", SCHEMAS + "CloudEventHeaders");
        headers.putObject("properties").putObject("ce_type").put("const", event.type());
        if (event.topic() == Topic.VM_LIFECYCLE) {
            headers.putArray("required").add("ce_subject");
        }
    }

    private void schema(DescribedEvent event) {
        var schema = event.schema().deepCopy();
        schema.path("$defs").properties().forEach(type -> add(type.getKey(), type.getValue()));
        schema.remove(List.of("$schema", "$id", "$defs"));
        add(event.type(), schema);
    }

    /** A name stands for one type in all events. */
    private void add(String name, JsonNode schema) {
        var own = referring(schema);
        var before = schemas.put(name, own);
        if (before != null && !before.equals(own)) {
            throw new IllegalStateException("two types are named " + name);
        }
    }

    /** References lead into this document; words beside one are kept, which older drafts would ignore. */
    private static JsonNode referring(JsonNode node) {
        if (node instanceof ArrayNode array) {
            var copy = MAPPER.createArrayNode();
            array.forEach(item -> copy.add(referring(item)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        var copy = MAPPER.createObjectNode();
        object.properties().forEach(field -> {
            if (field.getKey().equals("$ref")) {
                var reference = field.getValue().asText().replace("#/$defs/", SCHEMAS);
                var place = object.size() == 1 ? copy : copy.putArray("allOf").addObject();
                place.put("$ref", reference);
            } else {
                copy.set(field.getKey(), referring(field.getValue()));
            }
        });
        return copy;
    }

    private void components(ObjectNode components) {
        components
                .putObject("securitySchemes")
                .putObject("user")
                .put("type", "scramSha512")
                .put("description", "A user for each process, over TLS.");
        components.set("messages", messages);
        var all = components.putObject("schemas");
        all.set("CloudEventHeaders", cloudEventHeaders());
        schemas.forEach(all::set);
    }

    private static ObjectNode cloudEventHeaders() {
        var schema = MAPPER.createObjectNode()
                .put("description", "CloudEvents 1.0, Kafka protocol binding, binary content mode.")
                .put("type", "object");
        var headers = schema.putObject("properties");
        headers.putObject("ce_specversion").put("const", "1.0");
        text(headers, "ce_id", "Unique within the source: of two records with both alike the second has no effect.");
        text(headers, "ce_source", "Who wrote it: /ip-fabric/<service> inside, any URI reference outside.");
        text(headers, "ce_type", "The event's name.");
        text(headers, "ce_subject", "In vm-lifecycle the VM's id; elsewhere the record's key.");
        headers.putObject("ce_time")
                .put("type", "string")
                .put("format", "date-time")
                .put("description", "When it happened.");
        headers.putObject("ce_sequence")
                .put("type", "string")
                .put("pattern", "^[0-9]{1,18}$")
                .put("description", "Orders the events of one source about one subject.");
        headers.putObject("ce_traceparent")
                .put("type", "string")
                .put("description", "Which request caused it (W3C Trace Context); what is none is ignored.");
        headers.putObject("content-type").put("const", "application/json");
        schema.putArray("required")
                .add("ce_specversion")
                .add("ce_id")
                .add("ce_source")
                .add("ce_type");
        return schema;
    }

    private static void text(ObjectNode headers, String name, String description) {
        headers.putObject(name)
                .put("type", "string")
                .put("minLength", 1)
                .put("maxLength", Envelope.TEXT_LENGTH_MAX)
                .put("description", description);
    }
}
