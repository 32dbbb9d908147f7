package io.ipfabric.http.access;

import io.ipfabric.credentials.Role;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Writes into a service's OpenAPI document what {@link AccessRules} say: the token, and the role of each operation ({@code x-required-role}). */
@OpenApiFilter(value = OpenApiFilter.RunStage.BUILD, priority = 1)
public final class AccessDescription implements OASFilter {

    static final String ROLE = "x-required-role";

    private static final String SCHEME = "bearer";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        var components = Optional.ofNullable(document.getComponents()).orElseGet(OASFactory::createComponents);
        components.addSecurityScheme(
                SCHEME,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description(
                                "A token with a role: viewer, operator or admin, each of which may do what the one before it may."));
        document.setComponents(components);
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        document.getPaths().getPathItems().forEach((template, path) -> path.getOperations()
                .forEach((method, operation) -> describe(operation, AccessRules.needed(method.name(), template))));
    }

    private static void describe(Operation operation, Optional<Role> needed) {
        operation.addExtension(ROLE, needed.map(Role::toString).orElse("nobody"));
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(SCHEME));
    }
}
