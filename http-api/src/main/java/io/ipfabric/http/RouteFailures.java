package io.ipfabric.http;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** What fails where no resource was reached, so that no {@link ProblemMappers mapper} hears of it, is a problem too. A refusal with a status of its own is passed on. */
@ApplicationScoped
class RouteFailures {

    private static final Logger LOG = Logger.getLogger(RouteFailures.class);

    private static final int INTERNAL = 500;

    private final RouteProblems problems;

    @Inject
    RouteFailures(RouteProblems problems) {
        this.problems = problems;
    }

    void guard(@Observes Router router) {
        router.route().order(RouteConstants.ROUTE_ORDER_BODY_HANDLER - 1).failureHandler(this::answer);
    }

    private void answer(RoutingContext context) {
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
