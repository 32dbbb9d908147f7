package io.ipfabric.http.access;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.TokenVerifier;
import io.ipfabric.credentials.TokenVerifier.Verdict;
import io.ipfabric.http.RequestTrace;
import io.ipfabric.http.RouteProblems;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Before all other routes, and before a body is read: nothing but health, metrics and the API's description and its page answers a request whose token was not verified, whether
 * there is such a path or not. What the caller may do is the {@link RoleFilter}'s.
 */
@ApplicationScoped
class TokenGate {

    /** A scraper and a supervisor have no token; the description says nothing that the sources do not, and its page is files of a library. */
    private static final Pattern OPEN =
            Pattern.compile("/q/(health(/[a-z]*)?|metrics|openapi|swagger-ui(/[A-Za-z0-9_.-]*)?)");

    /** RFC 6750, section 2.1; the scheme's letters may be of any case (RFC 9110, section 11.1). */
    private static final Pattern BEARER = Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9\\-._~+/]+=*)");

    private static final String CALLER = Caller.class.getName();

    private final TokenVerifier tokens;
    private final AuditLog audit;
    private final RouteProblems problems;

    @Inject
    TokenGate(TokenVerifier tokens, AuditLog audit, RouteProblems problems) {
        this.tokens = tokens;
        this.audit = audit;
        this.problems = problems;
    }

    /** Empty where the gate was not passed. */
    static Optional<Caller> caller(RoutingContext context) {
        return Optional.ofNullable(context.get(CALLER));
    }

    void guard(@Observes Router router) {
        router.route().order(RouteConstants.ROUTE_ORDER_BODY_HANDLER - 1).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        RequestTrace.begin(context);
        audit.follow(context);
        if (OPEN.matcher(context.normalizedPath()).matches()) {
            context.next();
            return;
        }
        var headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        var bearer = BEARER.matcher(headers.size() == 1 ? headers.getFirst() : "");
        if (!bearer.matches()) {
            refuse(context, ProblemType.NOT_AUTHENTICATED, "a request needs a token: \"Authorization: Bearer …\"");
        } else {
            verify(context, bearer.group(1));
        }
    }

    /** Keys may have to be fetched; meanwhile this thread serves others. Nothing of the body may come by before somebody listens. */
    private void verify(RoutingContext context, String token) {
        var verified = tokens.verify(token);
        if (verified.isDone()) {
            decide(context, verified.join());
            return;
        }
        context.request().pause();
        context.addEndHandler(_ -> context.request().resume());
        Future.fromCompletionStage(verified, context.vertx().getOrCreateContext())
                .onSuccess(verdict -> decide(context, verdict))
                .onFailure(context::fail);
    }

    private void decide(RoutingContext context, Verdict verdict) {
        switch (verdict) {
            case Verdict.Accepted(var caller) -> {
                context.put(CALLER, caller);
                context.next();
            }
            case Verdict.Refused(var reason) -> refuse(context, ProblemType.NOT_AUTHENTICATED, reason);
            case Verdict.Undecided(var reason) -> refuse(context, ProblemType.UNAVAILABLE, reason);
        }
    }

    private void refuse(RoutingContext context, ProblemType type, String detail) {
        problems.answerUnread(context, Problem.of(type, detail));
    }
}
