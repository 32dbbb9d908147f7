package io.ipfabric.contracts.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ipfabric.contracts.testing.GeneratedFile;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/reference/asyncapi.yaml} is made from the catalogue, the schemas and the golden files ({@code -Ddocs.update=true} writes it), and has
 * what AsyncAPI 3.0.0 asks for of the objects that it uses.
 */
class AsyncApiTest {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    private static final String HEAD =
            "# Made by AsyncApiTest of event-contracts from the catalogue, the schemas and the golden files.\n";

    private static final ObjectNode DOCUMENT = AsyncApi.document();

    @Test
    void theDocumentIsCurrent() throws JsonProcessingException {
        new GeneratedFile("docs/reference/asyncapi.yaml").assertIs(HEAD + YAML.writeValueAsString(DOCUMENT));
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() throws IOException {
        assertThat(YAML.readTree(YAML.writeValueAsString(DOCUMENT)).toString()).isEqualTo(DOCUMENT.toString());
    }

    @Test
    void theDocumentIsAsyncApi() throws IOException {
        var asyncApi = asyncApi();

        assertThat(asyncApi.validate(DOCUMENT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/operations/vm-service-sends-vm-events, action",
        "/operations/vm-service-sends-vm-events, channel",
        "/servers/lab, host",
        "/channels/vm-events/bindings/kafka, bindingVersion",
        "/components/messages/io.ipfabric.vm.created.v1, payload"
    })
    void aDocumentThatLacksAMemberIsNone(String object, String member) throws IOException {
        var spoilt = DOCUMENT.deepCopy();
        ((ObjectNode) spoilt.at(object)).remove(member);

        assertThat(asyncApi().validate(spoilt)).isNotEmpty();
    }

    private static JsonSchema asyncApi() throws IOException {
        try (var schema = AsyncApiTest.class.getResourceAsStream("/asyncapi-as-used.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(Objects.requireNonNull(schema));
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(DOCUMENT.findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> assertThat(
                        DOCUMENT.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    static List<DescribedEvent> events() {
        return DescribedEvent.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void theExampleIsWhatItsMessageSays(DescribedEvent event) {
        var message = DOCUMENT.at("/components/messages").path(event.type());
        var example = message.at("/examples/0");

        assertThat(schema(message.path("payload")).validate(example.path("payload")))
                .isEmpty();
        assertThat(schema(message.path("headers")).validate(example.path("headers")))
                .isEmpty();
    }

    /** A part of the document, with what it refers to. */
    private JsonSchema schema(JsonNode part) {
        var schema = part.<ObjectNode>deepCopy();
        schema.set("components", DOCUMENT.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    }
}
