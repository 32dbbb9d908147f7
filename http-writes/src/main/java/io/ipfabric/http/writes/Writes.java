package io.ipfabric.http.writes;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.http.ProblemDocument;
import io.ipfabric.http.ProblemException;
import io.ipfabric.http.Representations;
import io.ipfabric.http.WriteConditions;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of every write over HTTP. Without {@code Idempotency-Key} and {@code If-Match} it is just that, and the answer is made after it. With them:
 *
 * <ol>
 *   <li>the key is locked; if it is, somebody else is at the same request ({@code key-under-way});
 *   <li>the resource is locked and compared with what the caller saw ({@code precondition-failed});
 *   <li>the effect;
 *   <li>the answer to it, as it would be given at once, is stored for the key;
 *   <li>the transaction is committed. Before this line nothing has happened, after it the answer is there: there is no moment at which a process that ends leaves an
 *       effect without its answer.
 *   <li>Who prefers to wait is answered with what is seen then, and that answer takes the place of the one before. Until then the key is under way.
 * </ol>
 *
 * <p>A refusal is stored too, and is given again for its key: one that is the outcome of the effect in its transaction, any other (a condition, a reference) by one of its own, since its
 * transaction is undone. Failures (5xx) are not stored.
 */
@ApplicationScoped
public class Writes {

    private final Mutiny.SessionFactory sessions;
    private final AnswerStore answers;
    private final Representations representations;
    private final CurrentVertxRequest current;

    @Inject
    Writes(
            Mutiny.SessionFactory sessions,
            AnswerStore answers,
            Representations representations,
            CurrentVertxRequest current) {
        this.sessions = sessions;
        this.answers = answers;
        this.representations = representations;
        this.current = current;
    }

    /** The write of a resource whose answers wait for nothing. */
    public <O> Uni<Response> write(
            Target target, Function<Mutiny.Session, Uni<O>> effect, Function<O, Uni<Response>> answer) {
        return write(target, null, effect, (outcome, _) -> answer.apply(outcome));
    }

    /**
     * @param target looked at only if the request has a condition
     * @param prefer the {@code Prefer} header
     */
    public <O> Uni<Response> write(
            Target target, @Nullable String prefer, Function<Mutiny.Session, Uni<O>> effect, Answering<O> answer) {
        var context = current.getCurrent();
        var allowed = allowed(context, target, effect);
        return KeyedRequest.attachedTo(context)
                .map(request -> once(request, prefer, allowed, answer))
                .orElseGet(() -> sessions.withTransaction((session, _) -> allowed.apply(session))
                        .chain(outcome -> answer.of(outcome, prefer)));
    }

    private <O> Function<Mutiny.Session, Uni<O>> allowed(
            RoutingContext context, Target target, Function<Mutiny.Session, Uni<O>> effect) {
        var headers = context.request().headers();
        var conditions =
                WriteConditions.of(headers.getAll(HttpHeaders.IF_MATCH), headers.getAll(HttpHeaders.IF_NONE_MATCH));
        return conditions.isEmpty()
                ? effect
                : session -> target.lock(session)
                        .invoke(shown -> conditions.check(shown.<@Nullable String>map(
                                        document -> representations.of(document).tag())
                                .orElse(null)))
                        .chain(() -> effect.apply(session));
    }

    /** An outcome, and what was stored as its answer. */
    private record Done<O>(O outcome, StoredAnswer now) {}

    private <O> Uni<Response> once(
            KeyedRequest request,
            @Nullable String prefer,
            Function<Mutiny.Session, Uni<O>> effect,
            Answering<O> answer) {
        return sessions.withTransaction((session, _) -> locked(session, request)
                        .chain(() -> effect.apply(session))
                        .chain(outcome -> now(outcome, answer).map(now -> new Done<>(outcome, now)))
                        .call(done -> store(session, request, done.now(), prefer != null)))
                .chain(done ->
                        prefer == null ? Uni.createFrom().item(done.now()) : later(request, prefer, done, answer))
                .onFailure(Writes::isDecided)
                .recoverWithUni(failure -> refused(request, problem(failure)))
                .onFailure(AnsweredMeanwhileException.class)
                .recoverWithUni(() -> earlier(request))
                .map(StoredAnswer::response);
    }

    /** A refusal is an outcome like others: the transaction may have told of it. */
    private <O> Uni<StoredAnswer> now(O outcome, Answering<O> answer) {
        return Uni.createFrom()
                .deferred(() -> answer.of(outcome, null))
                .map(response -> StoredAnswer.of(response, representations))
                .onFailure(Writes::isDecided)
                .recoverWithItem(failure -> answerTo(problem(failure)));
    }

    private Uni<Void> locked(Mutiny.Session session, KeyedRequest request) {
        return answers.lock(session, request)
                .invoke(mine -> {
                    if (!mine) {
                        throw AnswerStore.underWay();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> store(Mutiny.Session session, KeyedRequest request, StoredAnswer answer, boolean pending) {
        return answers.insert(session, request, answer, pending)
                .invoke(stored -> {
                    if (!stored) {
                        throw new AnsweredMeanwhileException();
                    }
                })
                .replaceWithVoid();
    }

    private <O> Uni<StoredAnswer> later(KeyedRequest request, String prefer, Done<O> done, Answering<O> answer) {
        return answer.of(done.outcome(), prefer)
                .map(response -> StoredAnswer.of(response, representations))
                .onFailure(Writes::isDecided)
                .recoverWithItem(failure -> answerTo(problem(failure)))
                .call(better -> sessions.withTransaction((session, _) -> answers.settle(session, request, better)));
    }

    /** Of a transaction that was undone. Whose answer is stored first is right, also for who comes second. */
    private Uni<StoredAnswer> refused(KeyedRequest request, Problem problem) {
        var refusal = answerTo(problem);
        return sessions.withTransaction((session, _) -> store(session, request, refusal, false))
                .replaceWith(refusal);
    }

    private Uni<StoredAnswer> earlier(KeyedRequest request) {
        return sessions.withSession(session -> answers.find(session, request))
                .map(found -> found.orElseThrow(AnswerStore::underWay).to(request));
    }

    private StoredAnswer answerTo(Problem problem) {
        return StoredAnswer.of(ProblemDocument.response(problem), representations);
    }

    private static Problem problem(Throwable failure) {
        return ((ProblemException) failure).problem();
    }

    private static boolean isDecided(Throwable failure) {
        return failure instanceof ProblemException refusal
                && refusal.problem().type().status() < 500
                && refusal.problem().type() != ProblemType.KEY_UNDER_WAY;
    }

    /** Ends the transaction of who came second. */
    private static final class AnsweredMeanwhileException extends RuntimeException {

        AnsweredMeanwhileException() {
            super("another answer was stored for the key", null, false, false);
        }
    }
}
