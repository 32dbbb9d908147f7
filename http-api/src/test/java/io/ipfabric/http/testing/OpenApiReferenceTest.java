package io.ipfabric.http.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.ipfabric.contracts.testing.GeneratedFile;
import io.quarkus.test.common.http.TestHTTPResource;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/openapi} has each service's own description of its HTTP API ({@code -Ddocs.update=true} writes it), and the description is fit to be
 * read. Each service has a test that is this one.
 */
public abstract class OpenApiReferenceTest {

    private static final String PROBLEM = "#/components/responses/Problem";

    @TestHTTPResource("/q/openapi")
    URI openApi = URI.create("/");

    @Test
    void theReferenceIsWhatTheServiceSays() throws Exception {
        var module = Path.of("").toAbsolutePath().getFileName();
        new GeneratedFile("docs/reference/openapi/" + module + ".yaml")
                .assertMeans(document("yaml"), OpenApiReferenceTest::meaning);
    }

    @Test
    void everyOperationSaysWhatItDoesAndIsOfAGroup() throws Exception {
        var names = new HashSet<String>();
        operations().forEach((name, operation) -> {
            assertThat(operation.path("summary").asText())
                    .as("summary of " + name)
                    .isNotBlank();
            assertThat(operation.path("tags")).as("tags of " + name).isNotEmpty();
            assertThat(names.add(operation.path("operationId").asText()))
                    .as("an operationId of its own for " + name)
                    .isTrue();
        });
    }

    @Test
    void everyOperationSaysHowItSucceedsAndIsRefused() throws Exception {
        var problems = document().at("/components/responses");
        operations().forEach((name, operation) -> {
            var responses = operation.path("responses");
            assertThat(responses.propertyStream().map(Map.Entry::getKey))
                    .as("answers of " + name)
                    .anyMatch(status -> status.startsWith("2"))
                    .contains("401", "403", "500", "503");
            responses.properties().forEach(response -> {
                var status = response.getKey();
                var answer = response.getValue();
                if (status.startsWith("2")) {
                    assertThat(status.equals("204")
                                    || answer.findValue("schema") != null
                                    || answer.path("content").isMissingNode()
                                    || !answer.findValues("text/event-stream").isEmpty())
                            .as("what %s answers with %s", name, status)
                            .isTrue();
                } else {
                    assertThat(answer.path("$ref").asText()).as(name).isEqualTo(PROBLEM + status);
                    assertThat(problems.path("Problem" + status).path("content").has("application/problem+json"))
                            .as(name)
                            .isTrue();
                }
            });
        });
    }

    @Test
    void everyBodyHasAnExample() throws Exception {
        operations().forEach((name, operation) -> operation
                .path("requestBody")
                .path("content")
                .forEach(content -> {
                    assertThat(content.path("schema"))
                            .as("schema of the body of " + name)
                            .isNotEmpty();
                    assertThat(content.path("examples"))
                            .as("examples of the body of " + name)
                            .isNotEmpty();
                }));
    }

    /** What a class consists of is nobody's business: a value is a text or a number. */
    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        var document = document();
        assertThat(document.findValuesAsText("$ref")).allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    private Map<String, JsonNode> operations() throws Exception {
        var operations = new TreeMap<String, JsonNode>();
        document().path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(entry -> entry.getValue().has("responses"))
                .forEach(entry -> operations.put(entry.getKey() + " " + path.getKey(), entry.getValue())));
        assertThat(operations).isNotEmpty();
        return operations;
    }

    /** The order in which a build's filters add members to the document is chance. */
    private static JsonNode meaning(String yaml) {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode document() throws Exception {
        return new ObjectMapper().readTree(document("json"));
    }

    private String document(String format) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(openApi + "?format=" + format))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
