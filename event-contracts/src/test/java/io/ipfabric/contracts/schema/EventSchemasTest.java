package io.ipfabric.contracts.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.testing.Goldens;
import io.ipfabric.contracts.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schemas are those of the records ({@code -Dschemas.update=true} writes them) and say what the reader does. */
class EventSchemasTest {

    private static final Path FOLDER = Path.of("src/main/resources/schemas");
    private static final JsonMapper MAPPER =
            Json.mapper().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Map<String, String> GENERATED = new LinkedHashMap<>();
    private static final Map<String, JsonSchema> VALIDATORS = new HashMap<>();

    @BeforeAll
    static void generate() throws IOException {
        var schemas = new EventSchemas(Javadocs.under(Path.of("src/main/java/io/ipfabric/contracts")));
        for (var event : EventTypes.all().entrySet()) {
            GENERATED.put(
                    event.getValue(),
                    MAPPER.writeValueAsString(schemas.schema(event.getKey(), event.getValue())) + "\n");
        }
        if (Boolean.getBoolean("schemas.update")) {
            Files.createDirectories(FOLDER);
            for (var schema : GENERATED.entrySet()) {
                Files.writeString(file(schema.getKey()), schema.getValue());
            }
        }
    }

    static Collection<String> types() {
        return EventTypes.all().values();
    }

    @ParameterizedTest
    @MethodSource("types")
    void thePublishedSchemaIsCurrent(String type) {
        assertThat(file(type))
                .as("rewrite it with -Dschemas.update=true, and mind those who rely on it")
                .hasContent(GENERATED.get(type));
    }

    @ParameterizedTest
    @MethodSource("types")
    void theSchemaIsASchema(String type) throws IOException {
        var metaSchema = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012));
        assertThat(metaSchema.validate(MAPPER.readTree(GENERATED.get(type)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void theGoldenRecordIsValid(String type) {
        assertThat(validator(type).validate(Goldens.read(type).data())).isEmpty();
    }

    /** For every field, however deep: the schema and the reader agree on whether it may be absent, and both refuse a wrong type. */
    @ParameterizedTest
    @MethodSource("types")
    void theSchemaRequiresWhatTheReaderRequires(String type) {
        eachField(
                Goldens.read(type).data(),
                (path, variant) -> assertThat(isValid(type, variant))
                        .as("%s without %s, read: %s", type, path, isReadable(type, variant))
                        .isEqualTo(isReadable(type, variant)),
                ObjectNode::remove);
        eachField(
                Goldens.read(type).data(),
                (path, variant) -> {
                    assertThat(isValid(type, variant))
                            .as("%s with a wrong %s", type, path)
                            .isFalse();
                    assertThat(isReadable(type, variant))
                            .as("%s with a wrong %s", type, path)
                            .isFalse();
                },
                (object, name) -> object.set(name, wrong(object.get(name))));
    }

    @Test
    void everySchemaIsOfAnEvent() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrderElementsOf(types().stream()
                            .map(type -> file(type).getFileName().toString())
                            .toList());
        }
    }

    /** Calls back with a copy for each field of each object in the tree, in which that field was changed. */
    private static void eachField(
            ObjectNode root, BiConsumer<String, ObjectNode> check, BiConsumer<ObjectNode, String> change) {
        pointers(root, "").forEach((pointer, name) -> {
            var variant = root.deepCopy();
            change.accept((ObjectNode) variant.at(pointer.substring(0, pointer.lastIndexOf('/'))), name);
            check.accept(pointer, variant);
        });
    }

    private static Map<String, String> pointers(JsonNode node, String at) {
        var pointers = new LinkedHashMap<String, String>();
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            pointers.putAll(pointers(node.get(i), at + "/" + i));
        }
        // What a rejected record's headers were named is no field.
        if (node.isObject() && !at.equals("/headers")) {
            node.properties().forEach(field -> {
                pointers.put(at + "/" + field.getKey(), field.getKey());
                pointers.putAll(pointers(field.getValue(), at + "/" + field.getKey()));
            });
        }
        return pointers;
    }

    private static JsonNode wrong(JsonNode right) {
        return right.isTextual()
                ? MAPPER.createObjectNode()
                : MAPPER.getNodeFactory().textNode("wrong");
    }

    private static boolean isValid(String type, JsonNode data) {
        return validator(type).validate(data).isEmpty();
    }

    private static boolean isReadable(String type, ObjectNode data) {
        var golden = Goldens.read(type);
        var topic = topic(type);
        var key = topic == Topic.VM_REJECTIONS && !data.has("subject") ? "unknown" : golden.key();
        try {
            EventCodec.decode(topic.family(), new Goldens.Golden(key, golden.headers(), data).record(topic));
            return true;
        } catch (UnreadableRecordException _) {
            return false;
        }
    }

    private static Topic topic(String type) {
        Class<? extends FabricEvent> event = EventTypes.classOf(type).orElseThrow();
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.family().isAssignableFrom(event))
                .findFirst()
                .orElseThrow();
    }

    private static JsonSchema validator(String type) {
        return VALIDATORS.computeIfAbsent(type, _ -> FACTORY.getSchema(GENERATED.get(type), InputFormat.JSON));
    }

    private static Path file(String type) {
        return FOLDER.resolve(type + ".schema.json");
    }
}
