package io.ipfabric.http;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What fails where no resource was reached, so that no {@link ProblemMappers mapper} hears of it, is a problem too: what was not foreseen, a body that was read as far as it
 * may be, a request that cannot be read. A refusal with another status is passed on.
 */
@ApplicationScoped
class RouteFailures {

    private static final Logger LOG = Logger.getLogger(RouteFailures.class);

    private static final int INTERNAL = 500;

    private final RouteProblems problems;
    private final long limit;

    @Inject
    RouteFailures(
            RouteProblems problems, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.problems = problems;
        this.limit = limit.asLongValue();
    }

    void guard(@Observes Router router) {
        router.route().order(RouteConstants.ROUTE_ORDER_BODY_HANDLER - 1).failureHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        switch (context.response().headWritten() ? 0 : context.statusCode()) {
            case 413 ->
                problems.answerUnread(
                        context, Problem.of(ProblemType.BODY_TOO_LARGE, "the body is larger than " + limit + " bytes"));
            case 400 ->
                problems.answerUnread(
                        context, Problem.of(ProblemType.UNREADABLE, "the request line or a header is malformed"));
            default -> unforeseen(context);
        }
    }

    private void unforeseen(RoutingContext context) {
        var failure = context.failure();
        if (failure == null
                || context.statusCode() != INTERNAL
                || context.response().headWritten()) {
            context.next();
            return;
        }
        LOG.error("a request failed before it reached a resource, for a reason that was not foreseen", failure);
        problems.answerUnread(
                context,
                Problem.of(ProblemType.INTERNAL, "the service failed on this request; its log has the reason"));
    }
}
