package io.ipfabric.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ipfabric.contracts.codec.EventTypes;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Writes into a service's OpenAPI document what a type of the contracts is in JSON, by the published schemas of the events: what is an address there is one
 * here, in the same words. Without it the insides of its class would be shown.
 */
@OpenApiFilter(value = OpenApiFilter.RunStage.BUILD, priority = 3)
public final class ValueDescription implements OASFilter {

    private static final String DEFINITIONS = "#/$defs/";
    private static final String COMPONENTS = "#/components/schemas/";

    private final Map<String, JsonNode> published = published();

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null || document.getComponents().getSchemas() == null) {
            return;
        }
        var schemas = new TreeMap<>(document.getComponents().getSchemas());
        schemas.replaceAll((name, found) -> {
            var known = published.get(name);
            return known != null && isSame(found, known) ? schema(known) : found;
        });
        // What only the inside of an address is made of.
        schemas.remove("InetAddress");
        document.getComponents().setSchemas(schemas);
    }

    /** A service may have a type of the same name; its enumerations are right as they were found. */
    private static boolean isSame(Schema found, JsonNode known) {
        if (known.has("properties")) {
            var names = new TreeSet<String>();
            known.path("properties").fieldNames().forEachRemaining(names::add);
            return found.getProperties() != null
                    && found.getProperties().keySet().equals(names);
        }
        return !known.has("enum");
    }

    private static Schema schema(JsonNode known) {
        var schema = OASFactory.createSchema();
        known.properties().forEach(keyword -> add(schema, keyword.getKey(), keyword.getValue()));
        return schema;
    }

    private static void add(Schema schema, String keyword, JsonNode value) {
        switch (keyword) {
            case "type" ->
                schema.addType(Schema.SchemaType.valueOf(value.asText().toUpperCase(Locale.ROOT)));
            case "description" -> schema.description(value.asText());
            case "pattern" -> schema.pattern(value.asText());
            case "format" -> schema.format(value.asText());
            case "minimum" -> schema.minimum(new BigDecimal(value.asText()));
            case "maximum" -> schema.maximum(new BigDecimal(value.asText()));
            case "maxLength" -> schema.maxLength(value.asInt());
            case "minItems" -> schema.minItems(value.asInt());
            case "maxItems" -> schema.maxItems(value.asInt());
            case "const" -> schema.constValue(plain(value));
            case "$ref" -> schema.ref(value.asText().replace(DEFINITIONS, COMPONENTS));
            case "uniqueItems" -> schema.uniqueItems(value.asBoolean());
            case "not" -> schema.not(schema(value));
            case "items" -> schema.items(schema(value));
            case "enum" -> value.forEach(one -> schema.addEnumeration(plain(one)));
            case "oneOf" -> value.forEach(choice -> schema.addOneOf(schema(choice)));
            case "required" -> value.forEach(name -> schema.addRequired(name.asText()));
            case "properties" ->
                value.properties()
                        .forEach(property -> schema.addProperty(property.getKey(), schema(property.getValue())));
            default -> throw new IllegalStateException("a keyword that is not known: " + keyword);
        }
    }

    private static Object plain(JsonNode value) {
        return value.isNumber() ? value.asLong() : value.asText();
    }

    private static Map<String, JsonNode> published() {
        var definitions = new TreeMap<String, JsonNode>();
        definitions.put("Community", community());
        var mapper = JsonMapper.builder().build();
        for (var event : EventTypes.all().values()) {
            try (var schema = EventTypes.class.getResourceAsStream("/schemas/" + event + ".schema.json")) {
                mapper.readTree(Objects.requireNonNull(schema, event))
                        .path("$defs")
                        .properties()
                        .forEach(definition -> definitions.put(definition.getKey(), definition.getValue()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return definitions;
    }

    /** In no event. */
    private static JsonNode community() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "string")
                .put("description", "A BGP community (RFC 1997): two numbers of 16 bits.")
                .put("pattern", "^(0|[1-9][0-9]{0,4}):(0|[1-9][0-9]{0,4})$");
    }
}
