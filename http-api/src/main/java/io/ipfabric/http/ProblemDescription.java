package io.ipfabric.http;

import static java.util.stream.Collectors.joining;

import io.ipfabric.contracts.event.ProblemType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Writes into a service's OpenAPI document what each operation may be refused with: a problem of the catalogue, by its status. */
@OpenApiFilter(value = OpenApiFilter.RunStage.BUILD, priority = 4)
public final class ProblemDescription implements OASFilter {

    private static final String SCHEMA = "Problem";
    /** Of operations that change something. */
    public static final Set<HttpMethod> WRITING =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        var components = Optional.ofNullable(document.getComponents()).orElseGet(OASFactory::createComponents);
        document.setComponents(components);
        components.addSchema(SCHEMA, problem());
        var told = new TreeSet<Integer>();
        document.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> told.addAll(describe(operation, method, path))));
        told.forEach(status -> components.addResponse(name(status), response(status)));
    }

    /** @return the statuses that it may be refused with */
    private static Set<Integer> describe(Operation operation, HttpMethod method, String path) {
        var statuses = new TreeSet<>(List.of(401, 403, 500, 503));
        boolean isWriting = WRITING.contains(method);
        if (isWriting || operation.getParameters() != null || operation.getRequestBody() != null) {
            statuses.add(400);
        }
        if (path.contains("{")) {
            statuses.add(404);
        }
        if (isWriting) {
            statuses.addAll(List.of(409, 412, 422));
        }
        if (operation.getRequestBody() != null) {
            statuses.addAll(List.of(413, 415));
        }
        var responses = Optional.ofNullable(operation.getResponses()).orElseGet(OASFactory::createAPIResponses);
        statuses.addAll(refusals(responses));
        statuses.forEach(status -> responses.addAPIResponse(
                Integer.toString(status),
                OASFactory.createAPIResponse().ref("#/components/responses/" + name(status))));
        operation.setResponses(responses);
        return statuses;
    }

    /** What a resource itself says that it refuses. */
    private static List<Integer> refusals(APIResponses responses) {
        return Optional.ofNullable(responses.getAPIResponses()).orElse(Map.of()).keySet().stream()
                .filter(status -> status.startsWith("4"))
                .map(Integer::valueOf)
                .toList();
    }

    private static String name(int status) {
        return "Problem" + status;
    }

    private static APIResponse response(int status) {
        var types = Arrays.stream(ProblemType.values())
                .filter(type -> type.status() == status)
                .map(type -> "`%s`: %s.".formatted(type.uri(), type.title()))
                .collect(joining("\n- ", "One of\n- ", ""));
        return OASFactory.createAPIResponse()
                .description(types)
                .content(OASFactory.createContent()
                        .addMediaType(
                                ProblemDocument.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + SCHEMA))));
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .description("Why a request was refused (RFC 9457).")
                .addType(Schema.SchemaType.OBJECT)
                .required(List.of("type", "title", "status", "detail"))
                .addProperty(
                        "type",
                        text("Stable: a program decides by it. docs/reference/problems.md says of each what to do."))
                .addProperty("title", text("The type in words."))
                .addProperty(
                        "status",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.INTEGER)
                                .description("The HTTP status, repeated."))
                .addProperty("detail", text("What was wrong with this request, for a person."))
                .addProperty(
                        "field", text("Which field, query parameter or header was wrong; absent: none in particular."))
                .addProperty(
                        "trace_id",
                        text(
                                "By which trace the logs have this request; absent where the problem is part of a resource."));
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }
}
