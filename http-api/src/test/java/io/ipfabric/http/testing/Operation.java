package io.ipfabric.http.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.credentials.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of a service's OpenAPI document.
 *
 * @param role as the document says
 * @param schemes by which the caller is told
 */
public record Operation(String method, String template, String role, Set<String> schemes) {

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    public static List<Operation> of(String document) throws JsonProcessingException {
        var operations = new ArrayList<Operation>();
        new ObjectMapper().readTree(document).path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(entry -> {
                    if (METHODS.contains(entry.getKey())) {
                        var schemes = new HashSet<String>();
                        entry.getValue().path("security").forEach(one -> one.fieldNames()
                                .forEachRemaining(schemes::add));
                        operations.add(new Operation(
                                entry.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                entry.getValue().path("x-required-role").asText(),
                                schemes));
                    }
                }));
        return operations;
    }

    public Optional<Role> needed() {
        return Role.of(role);
    }

    /** Of things that are not there. */
    public String path() {
        return template.replaceAll("\\{[^/]+}", "none");
    }

    @Override
    public String toString() {
        return method + " " + template;
    }
}
