package io.ipfabric.http;

import io.ipfabric.contracts.event.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a body that does not say what it is: the framework refuses wrong types, and takes none for any. */
final class BodyTypes {

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION + 1)
    void check(RoutingContext context) {
        if (RouteProblems.hasBody(context.request())
                && !context.request().headers().contains(HttpHeaders.CONTENT_TYPE)) {
            throw ProblemException.ofField(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type", "is missing; a body is application/json");
        }
    }
}
