package io.ipfabric.http;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses a body that is announced as too large, with a problem. Quarkus would refuse it too, but without a word, so this comes first;
 * a body whose length is not announced is left to Quarkus.
 */
@ApplicationScoped
class BodyLimit {

    private final long limit;
    private final RouteProblems problems;

    @Inject
    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit, RouteProblems problems) {
        this.limit = limit.asLongValue();
        this.problems = problems;
    }

    void guard(@Observes Router router) {
        router.route().order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1).handler(this::check);
    }

    private void check(RoutingContext context) {
        var length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || Long.parseLong(length) <= limit) {
            context.next();
            return;
        }
        var problem = Problem.of(ProblemType.BODY_TOO_LARGE, "the body has " + length + " bytes; at most " + limit);
        problems.answerUnread(context, problem);
    }
}
