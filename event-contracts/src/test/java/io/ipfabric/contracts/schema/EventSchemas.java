package io.ipfabric.contracts.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas (draft 2020-12) of events, from their records: types and names by reflection, value types from {@link ValueSchemas},
 * sentences from the Javadoc. Unknown fields are allowed, as the reader allows them. Not thread-safe.
 */
final class EventSchemas {

    private static final JsonMapper MAPPER = Json.mapper().build();

    /** What the compact constructors ask beyond the types. */
    private static final Map<String, Map<String, Object>> LIMITS = Map.ofEntries(
            Map.entry("AddressesAllocated.addresses", Map.of("minItems", 1, "maxItems", 16)),
            Map.entry("ReflectorRoute.paths", Map.of("minItems", 1, "maxItems", 64)),
            Map.entry("AddressesReleased.addresses", Map.of("maxItems", 16)),
            Map.entry("Created.addresses", Map.of("maxItems", 16, "uniqueItems", true)),
            Map.entry("Created.families", Map.of("maxItems", 2, "uniqueItems", true)),
            Map.entry("VmCreated.addresses", Map.of("maxItems", 16, "uniqueItems", true)),
            Map.entry("VmCreated.families", Map.of("maxItems", 2, "uniqueItems", true)),
            Map.entry("Endpoint.addresses", Map.of("maxItems", 16)),
            Map.entry("RouteReport.addresses", Map.of("maxItems", 16)),
            Map.entry("RouteConfirmed.reflectors", Map.of("maxItems", 64)),
            Map.entry("ClusterTopology.reflectors", Map.of("maxItems", 64)),
            Map.entry("ReflectorTopology.families", Map.of("maxItems", 2, "uniqueItems", true)),
            Map.entry("Heartbeat.sessions", Map.of("maxItems", 64)),
            Map.entry("Heartbeat.manifestGeneration", Map.of("minimum", 0)),
            Map.entry("Heartbeat.endpoints", Map.of("minimum", 0)),
            Map.entry("Manifest.generation", Map.of("minimum", 1)),
            Map.entry("Manifest.endpoints", Map.of("minimum", 0)),
            Map.entry("NodeTopology.intentPartition", Map.of("minimum", 0)),
            Map.entry("Preferred.rank", Map.of("minimum", 1, "maximum", 8)),
            Map.entry("MigrationFailed.reason", Map.of("maxLength", 1024)),
            Map.entry("Force.reason", Map.of("pattern", "\\S", "maxLength", 500)),
            Map.entry("Force.by", Map.of("pattern", "\\S", "maxLength", 128)));

    private final Javadocs javadocs;
    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    EventSchemas(Javadocs javadocs) {
        this.javadocs = javadocs;
    }

    /** @param name the CloudEvents type */
    ObjectNode schema(Class<? extends FabricEvent> event, String name) {
        definitions.clear();
        var schema = MAPPER.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:ip-fabric:schema:" + name);
        schema.put("title", name);
        schema.put("description", sentence(event));
        schema.setAll(object(RouteIntent.EndpointIntent.class.isAssignableFrom(event) ? Endpoint.class : event));
        if (!definitions.isEmpty()) {
            definitions.forEach(schema.putObject("$defs")::set);
        }
        return schema;
    }

    private ObjectNode object(Class<?> record) {
        var schema = MAPPER.createObjectNode().put("type", "object");
        var properties = MAPPER.createObjectNode();
        var required = MAPPER.createArrayNode();
        for (var component : record.getRecordComponents()) {
            if (isSubject(record, component)) {
                continue;
            }
            properties.set(nameOf(component), property(record, component));
            if (isRequired(record, component)) {
                required.add(nameOf(component));
            }
        }
        if (!properties.isEmpty()) {
            schema.set("properties", properties);
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private ObjectNode property(Class<?> record, RecordComponent component) {
        var sentence = javadocs.of(record, component.getName())
                .orElseThrow(() -> new IllegalStateException("no @param for " + record + " " + component));
        var property = MAPPER.createObjectNode().put("description", sentence);
        property.setAll(type(component.getGenericType()));
        new TreeMap<>(limits(record, component))
                .forEach((keyword, limit) -> property.set(keyword, MAPPER.valueToTree(limit)));
        return property;
    }

    private ObjectNode type(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            var list = MAPPER.createObjectNode().put("type", "array");
            list.set("items", type(generic.getActualTypeArguments()[0]));
            return list;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            var map = MAPPER.createObjectNode().put("type", "object");
            map.set("additionalProperties", type(generic.getActualTypeArguments()[1]));
            return map;
        }
        var simple = simple((Class<?>) type);
        return simple != null ? simple : reference((Class<?>) type);
    }

    private static @Nullable ObjectNode simple(Class<?> type) {
        var schema = MAPPER.createObjectNode();
        if (type == String.class) {
            return schema.put("type", "string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return schema.put("type", "boolean");
        }
        if (type == int.class) {
            return schema.put("type", "integer")
                    .put("minimum", Integer.MIN_VALUE)
                    .put("maximum", Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return schema.put("type", "integer").put("minimum", Long.MIN_VALUE).put("maximum", Long.MAX_VALUE);
        }
        return type == Instant.class ? schema.put("type", "string").put("format", "date-time") : null;
    }

    /** To a definition, which is made at its first use. */
    private ObjectNode reference(Class<?> type) {
        var name = type.getSimpleName();
        if (!definitions.containsKey(name)) {
            var definition = MAPPER.createObjectNode().put("description", sentence(type));
            definitions.put(name, definition);
            definition.setAll(definition(type));
        }
        return MAPPER.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private ObjectNode definition(Class<?> type) {
        var value = ValueSchemas.of(type);
        if (value != null) {
            return value;
        }
        if (type.isEnum()) {
            var schema = MAPPER.createObjectNode().put("type", "string");
            schema.set("enum", MAPPER.valueToTree(type.getEnumConstants()));
            return schema;
        }
        return type.isSealed() ? choice(type) : object(type);
    }

    /** One of a sealed family, told by its kind. */
    private ObjectNode choice(Class<?> family) {
        var kind = family.getAnnotation(JsonTypeInfo.class).property();
        var schema = MAPPER.createObjectNode();
        var choices = schema.putArray("oneOf");
        for (var member : family.getAnnotation(JsonSubTypes.class).value()) {
            var object = object(member.value());
            var properties = MAPPER.createObjectNode();
            properties.putObject(kind).put("const", member.name());
            object.path("properties").properties().forEach(field -> properties.set(field.getKey(), field.getValue()));
            object.set("properties", properties);
            object.withArray("required").insert(0, kind);
            choices.addObject().put("description", sentence(member.value())).setAll(object);
        }
        return schema;
    }

    private String sentence(Class<?> type) {
        return javadocs.of(type).orElseThrow(() -> new IllegalStateException("no Javadoc for " + type));
    }

    /** The name in the JSON. */
    private static String nameOf(RecordComponent component) {
        var property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null ? component.getName() : property.value();
    }

    /** The VM of a lifecycle event is the CloudEvents subject and no field of the data. */
    private static boolean isSubject(Class<?> record, RecordComponent component) {
        return VmLifecycleEvent.class.isAssignableFrom(record)
                && component.getName().equals("vm");
    }

    /** An absent list is an empty one, where that is allowed. */
    private static boolean isRequired(Class<?> record, RecordComponent component) {
        boolean collection = component.getType() == List.class || component.getType() == Map.class;
        return collection
                ? limits(record, component).containsKey("minItems")
                : !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static Map<String, Object> limits(Class<?> record, RecordComponent component) {
        return LIMITS.getOrDefault(record.getSimpleName() + "." + component.getName(), Map.of());
    }
}
