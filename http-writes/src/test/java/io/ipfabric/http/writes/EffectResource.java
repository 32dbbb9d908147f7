package io.ipfabric.http.writes;

import static java.util.Objects.requireNonNull;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Stands for a service's resource: each write that takes effect is counted. */
@Path("/v1/vms/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EffectResource {

    /** Completed: nothing is waited for. */
    static volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    /** How many came to the gate. */
    static final AtomicInteger AT_GATE = new AtomicInteger();

    private final Writes writes;
    private final Mutiny.SessionFactory sessions;

    @Inject
    EffectResource(Writes writes, Mutiny.SessionFactory sessions) {
        this.writes = writes;
        this.sessions = sessions;
    }

    /** @param how what befalls the request; absent: nothing */
    public record Order(@Nullable Mishap how) {}

    enum Mishap {
        REFUSED,
        /** After the effect. */
        FAILED,
        /** After the effect, as if the process were killed: the connection is gone and nothing was committed. */
        KILLED
    }

    public record Effect(String id, int count) {}

    @GET
    public Uni<Effect> get(@PathParam("id") String id) {
        return sessions.withSession(session -> find(session, id))
                .map(found -> found.orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is none")));
    }

    @POST
    public Uni<Response> add(
            @PathParam("id") String id, @Nullable Order order, @HeaderParam("Prefer") @Nullable String prefer) {
        var how = order == null ? null : order.how();
        return writes.write(
                session -> find(session, id),
                prefer,
                session -> waitForGate(prefer == null)
                        .chain(() -> count(session, id))
                        .chain(effect -> after(session, how, effect)),
                (effect, preference) -> waitForGate(preference != null)
                        .replaceWith(() -> Response.status(preference == null ? 202 : 201)
                                .location(URI.create("/v1/vms/" + id))
                                .entity(effect)
                                .build()));
    }

    @DELETE
    public Uni<Response> remove(@PathParam("id") String id) {
        return writes.write(
                session -> find(session, id),
                session -> session.createNativeQuery("delete from effect where id = ?1")
                        .setParameter(1, id)
                        .executeUpdate(),
                deleted -> {
                    if (deleted == 0) {
                        throw ProblemException.of(ProblemType.NOT_FOUND, "there is none");
                    }
                    return Uni.createFrom().item(Response.noContent().build());
                });
    }

    private static Uni<Void> waitForGate(boolean here) {
        if (!here) {
            return Uni.createFrom().voidItem();
        }
        AT_GATE.incrementAndGet();
        var context = requireNonNull(Vertx.currentContext(), "a request has a context");
        // Sessions stay where they began, whoever opens the gate; and who gives up takes the gate from nobody.
        return Uni.createFrom()
                .<Void>completionStage(() -> gate.copy())
                .emitOn(continuation -> context.runOnContext(_ -> continuation.run()));
    }

    private static Uni<Optional<Effect>> find(Mutiny.Session session, String id) {
        return session.createNativeQuery("select count from effect where id = ?1", Integer.class)
                .setParameter(1, id)
                .getSingleResultOrNull()
                .map(count -> count == null ? Optional.empty() : Optional.of(new Effect(id, count)));
    }

    private static Uni<Effect> count(Mutiny.Session session, String id) {
        var sql =
                "insert into effect as e (id) values (?1) on conflict (id) do update set count = e.count + 1 returning count";
        return session.createNativeQuery(sql, Integer.class)
                .setParameter(1, id)
                .getSingleResult()
                .map(count -> new Effect(id, count));
    }

    private static Uni<Effect> after(Mutiny.Session session, @Nullable Mishap how, Effect effect) {
        return switch (how) {
            case null -> Uni.createFrom().item(effect);
            case REFUSED -> throw ProblemException.of(ProblemType.WRONG_STATE, "it is " + effect.count());
            case FAILED -> throw new IllegalStateException("a defect");
            case KILLED ->
                session.createNativeQuery("select pg_terminate_backend(pg_backend_pid())", Boolean.class)
                        .getSingleResult()
                        .replaceWith(effect);
        };
    }
}
