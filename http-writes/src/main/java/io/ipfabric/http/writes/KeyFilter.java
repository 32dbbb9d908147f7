package io.ipfabric.http.writes;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Answers a write that was answered before under its key as it was answered then, before the resource is asked: it may be gone. After the caller's role was looked
 * at, which it may have lost. A request without a key pays a look at its headers.
 */
final class KeyFilter {

    private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Mutiny.SessionFactory sessions;
    private final AnswerStore answers;

    @Inject
    KeyFilter(Mutiny.SessionFactory sessions, AnswerStore answers) {
        this.sessions = sessions;
        this.answers = answers;
    }

    @ServerRequestFilter(priority = Priorities.USER)
    void answerAgain(ResteasyReactiveContainerRequestContext request, RoutingContext context) {
        if (!WRITING.contains(request.getMethod())) {
            return;
        }
        var key = IdempotencyKey.of(context.request().headers().getAll(IdempotencyKey.HEADER));
        if (key.isEmpty()) {
            return;
        }
        if (context.request().version() == HttpVersion.HTTP_2) {
            // Its body cannot be read before the resource is asked, and a key without its request would be worth
            // nothing.
            throw ProblemException.ofField(
                    ProblemType.NOT_SUPPORTED, IdempotencyKey.HEADER, "is taken over HTTP/1.1 only");
        }
        var caller = request.getSecurityContext().getUserPrincipal().getName();
        var keyed = KeyedRequest.of(caller, key.get(), context);
        keyed.attachTo(context);
        request.suspend();
        earlier(keyed)
                .subscribe()
                .with(
                        answer -> {
                            answer.ifPresent(request::abortWith);
                            request.resume();
                        },
                        request::resume);
    }

    private Uni<Optional<Response>> earlier(KeyedRequest request) {
        return sessions.withSession(session -> answers.find(session, request))
                .map(found -> found.map(known -> known.to(request).response()));
    }
}
