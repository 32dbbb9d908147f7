package io.ipfabric.http.writes;

import io.ipfabric.http.ProblemDescription;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Writes into a service's OpenAPI document which headers each of its writes takes. */
@OpenApiFilter(value = OpenApiFilter.RunStage.BUILD, priority = 2)
public final class WriteDescription implements OASFilter {

    private static final List<Parameter> HEADERS = List.of(
            header(
                    IdempotencyKey.HEADER,
                    "Sent again with the same key, the request is answered as it was the first time, and has no second effect. 1 to 255 characters in quotes."),
            header("If-Match", "The write is done only if the resource has this ETag; otherwise 412."),
            header("If-None-Match", "*: the write is done only if there is no such resource; otherwise 412."));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        var components = Optional.ofNullable(document.getComponents()).orElseGet(OASFactory::createComponents);
        HEADERS.forEach(header -> components.addParameter(header.getName(), header));
        document.setComponents(components);
        document.getPaths().getPathItems().values().forEach(path -> path.getOperations()
                .forEach((method, operation) -> {
                    if (ProblemDescription.WRITING.contains(method)) {
                        describe(operation);
                    }
                }));
    }

    private static void describe(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> "Prefer".equals(parameter.getName()))
                    .forEach(
                            parameter -> parameter.description(
                                    "wait=SECONDS (RFC 7240, at most 60): the answer comes when the effect was observed, or when the time is over."));
        }
        HEADERS.forEach(header -> operation.addParameter(
                OASFactory.createParameter().ref("#/components/parameters/" + header.getName())));
    }

    private static Parameter header(String name, String description) {
        return OASFactory.createParameter()
                .in(Parameter.In.HEADER)
                .name(name)
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }
}
