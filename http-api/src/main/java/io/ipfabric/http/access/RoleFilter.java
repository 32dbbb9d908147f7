package io.ipfabric.http.access;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.Role;
import io.ipfabric.http.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.AnnotatedElement;
import java.security.Principal;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Asks, once it is known which endpoint answers, whether the caller's role is enough for it. An endpoint without a rule is refused to everybody. The caller is
 * then the request's {@link SecurityContext}.
 */
final class RoleFilter {

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    void check(ContainerRequestContext request, RoutingContext routing, ResourceInfo endpoint) {
        var caller = TokenGate.caller(routing)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_AUTHENTICATED, "a request needs a token"));
        var template = template(endpoint);
        var needed = AccessRules.needed(request.getMethod(), template)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.NOT_ALLOWED, request.getMethod() + " " + template + " is open to no role"));
        if (!caller.mayDo(needed)) {
            throw ProblemException.of(
                    ProblemType.NOT_ALLOWED,
                    "this needs the role " + needed + "; the token has "
                            + (caller.role() == null ? "none" : caller.role()));
        }
        request.setSecurityContext(new Verified(caller));
    }

    /** As declared: {@code /v1/vms/{id}}. */
    private static String template(ResourceInfo endpoint) {
        return segments(endpoint.getResourceClass()) + segments(endpoint.getResourceMethod());
    }

    private static String segments(AnnotatedElement declared) {
        var path = declared.getAnnotation(Path.class);
        var segments = path == null ? "" : path.value().replaceAll("^/+|/+$", "");
        return segments.isEmpty() ? "" : "/" + segments;
    }

    private record Verified(Caller caller) implements SecurityContext {

        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(String role) {
            return Role.of(role).map(caller::mayDo).orElse(false);
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
