package io.ipfabric.http;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that is too large, with a problem. Quarkus would refuse it too, but without a word, so this comes first. One that is announced as too large is not
 * read at all; one whose length is not announced is read here, so far as it may be ({@link RouteFailures} answers), and so is one that has to be known before the
 * resource is: the body of a request with an {@code Idempotency-Key}.
 */
@ApplicationScoped
class BodyLimit {

    private final long limit;
    private final RouteProblems problems;
    private final BodyHandler reader;

    @Inject
    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit, RouteProblems problems) {
        this.limit = limit.asLongValue();
        this.problems = problems;
        this.reader = BodyHandler.create(false).setBodyLimit(this.limit);
    }

    void guard(@Observes Router router) {
        router.route().order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1).handler(this::check);
    }

    private void check(RoutingContext context) {
        var request = context.request();
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > limit) {
            problems.answerUnread(
                    context,
                    Problem.of(ProblemType.BODY_TOO_LARGE, "the body has " + length + " bytes; at most " + limit));
        } else if (mayHaveBody(request) && (length == null || request.headers().contains("Idempotency-Key"))) {
            read(context);
        } else {
            context.next();
        }
    }

    /** A form is not read as one: the reader would fail on one that comes with GET, and nobody here takes any. */
    private void read(RoutingContext context) {
        var request = context.request();
        if (isForm(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            problems.answerUnread(
                    context,
                    Problem.ofField(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type",
                            "is a form's; a body is application/json"));
        } else {
            reader.handle(context);
            // Was answered by the reader; the framework would answer it once more, which clients take for the end.
            request.headers().remove(HttpHeaders.EXPECT);
        }
    }

    private static boolean isForm(@Nullable String type) {
        var name = type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
        return name.startsWith("multipart/") || name.startsWith("application/x-www-form-urlencoded");
    }

    /** Not of HTTP/2: the framework fails on a request whose end came before it. A body of unknown length is then left to it. */
    private static boolean mayHaveBody(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2
                && (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
    }
}
