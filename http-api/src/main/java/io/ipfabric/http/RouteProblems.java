package io.ipfabric.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.contracts.event.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Answers with a problem where no resource was reached yet. */
@ApplicationScoped
public class RouteProblems {

    /** Whoever sends its body so slowly does not want it read. */
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(5);

    private final ObjectMapper mapper;

    @Inject
    RouteProblems(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Nothing reads the body: what is left of one must not pass for the next request, so the connection ends with it, or some seconds after the answer. */
    public void answerUnread(RoutingContext context, Problem problem) {
        var request = context.request();
        if (request.version() != HttpVersion.HTTP_2 && hasBody(request) && !request.isEnded()) {
            closeBehind(context);
        }
        context.addEndHandler(_ -> request.resume());
        var response = context.response()
                .setStatusCode(problem.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE);
        ProblemDocument.challenge(problem.type())
                .ifPresent(challenge -> response.putHeader("WWW-Authenticate", challenge));
        response.end(json(problem));
    }

    /** Not at once: the client would lose the answer with the rest of what it sends (RFC 9112, section 9.6). */
    private static void closeBehind(RoutingContext context) {
        var request = context.request();
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        var timer = context.vertx()
                .setTimer(BODY_PATIENCE.toMillis(), _ -> request.connection().close());
        request.endHandler(_ -> {
            context.vertx().cancelTimer(timer);
            request.connection().close();
        });
    }

    /** RFC 9112, section 6. */
    static boolean hasBody(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(ProblemDocument.answer(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }
}
