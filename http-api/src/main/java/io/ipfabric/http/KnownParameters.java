package io.ipfabric.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.InvalidValueException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a query parameter that the endpoint does not know, that is given twice, or is empty: a misspelt filter that was lost in silence would show everything. */
final class KnownParameters {

    private static final int SHOWN_CHARACTERS_MAX = 64;

    private final Map<Method, Set<String>> declared = new ConcurrentHashMap<>();

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION + 1)
    void check(ContainerRequestContext request, ResourceInfo endpoint) {
        var given = request.getUriInfo().getQueryParameters();
        if (given.isEmpty()) {
            return;
        }
        var known = declared.computeIfAbsent(endpoint.getResourceMethod(), KnownParameters::of);
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw new InvalidFieldException(
                        InvalidValueException.shown(name, SHOWN_CHARACTERS_MAX),
                        "is not a known parameter; known are " + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
            if (values.size() > 1) {
                throw new InvalidFieldException(name, "is given " + values.size() + " times");
            }
            if (values.getFirst().isEmpty()) {
                throw new InvalidFieldException(name, "is empty");
            }
        });
    }

    private static Set<String> of(Method method) {
        var names = new TreeSet<String>();
        for (var parameter : method.getParameters()) {
            add(parameter, names);
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                Stream.<Class<?>>iterate(
                                parameter.getType(), type -> type != null && type != Object.class, Class::getSuperclass)
                        .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                        .forEach(field -> add(field, names));
            }
        }
        return names;
    }

    private static void add(AnnotatedElement element, Set<String> names) {
        var parameter = element.getAnnotation(QueryParam.class);
        if (parameter != null) {
            names.add(parameter.value());
        }
    }
}
