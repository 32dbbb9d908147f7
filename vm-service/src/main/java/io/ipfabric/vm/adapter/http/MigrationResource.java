package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.ProblemException;
import io.ipfabric.vm.application.MigrationStore;
import io.ipfabric.vm.application.Outcome;
import io.ipfabric.vm.application.Polling;
import io.ipfabric.vm.application.Reference;
import io.ipfabric.vm.application.ReferenceWait;
import io.ipfabric.vm.application.TimeOrderedId;
import io.ipfabric.vm.application.VmStore;
import io.ipfabric.vm.application.Vms;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Migration;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Migrations of a VM. The fabric moves routes, never the guest: it says READY, and the hypervisor manager moves the guest. Writes are
 * answered as those to VMs: 202 at once, or with what was observed while the client preferred to wait.
 */
@Path("/v1/vms/{id}/migrations")
@Produces(MediaType.APPLICATION_JSON)
public class MigrationResource {

    private final Mutiny.SessionFactory sessions;
    private final Vms vms;
    private final VmStore store;
    private final MigrationStore history;
    private final ReferenceWait references;
    private final Polling polling;

    @Inject
    MigrationResource(
            Mutiny.SessionFactory sessions,
            Vms vms,
            VmStore store,
            MigrationStore history,
            ReferenceWait references,
            Polling polling) {
        this.sessions = sessions;
        this.vms = vms;
        this.store = store;
        this.history = history;
        this.references = references;
        this.polling = polling;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> start(
            @PathParam("id") VmId id, @Nullable NewMigration body, @HeaderParam("Prefer") @Nullable String prefer) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the body is missing");
        }
        var target = body.requiredTarget();
        return references
                .untilKnown(Set.of(new Reference.ToNode(target)))
                .chain(() -> write(session -> vms.migrate(
                        session,
                        id,
                        target,
                        destination -> new StartMigration(
                                TimeOrderedId.next(), null, destination, body.cutover(), body.strictTimeout()))))
                .chain(outcome -> answer(id, latest(outcome.state()), prefer, AwaitedEffect.READY));
    }

    @GET
    public Uni<MigrationDocument.Listing> list(@PathParam("id") VmId id) {
        return sessions.withSession(session -> store.find(session, id).chain(state -> switch (state) {
            case Absent _ -> throw WriteAnswers.unknown(id);
            case Present _ ->
                history.list(session, id)
                        .map(all -> new MigrationDocument.Listing(
                                all.stream().map(MigrationDocument::of).toList()));
        }));
    }

    @GET
    @Path("{migration}")
    public Uni<MigrationDocument> get(@PathParam("id") VmId id, @PathParam("migration") UUID migration) {
        return find(id, migration).map(found -> MigrationDocument.of(existing(id, found)));
    }

    @POST
    @Path("{migration}/switch")
    public Uni<Response> switchOver(
            @PathParam("id") VmId id,
            @PathParam("migration") UUID migration,
            @HeaderParam("Prefer") @Nullable String prefer) {
        return write(session -> vms.switchOver(session, id, migration))
                .chain(outcome -> answer(id, changed(outcome, migration), prefer, AwaitedEffect.MOVED));
    }

    /**
     * What the migration waits for beyond its time is taken to be so: the nodes where the guest was announce nothing of it any more. Whoever says
     * so has to know it: two nodes that announce one address are an outage.
     */
    @POST
    @Path("{migration}/force")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> force(
            @PathParam("id") VmId id,
            @PathParam("migration") UUID migration,
            @Nullable Force body,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context SecurityContext caller) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the body is missing");
        }
        var force = body.saidBy(caller.getUserPrincipal().getName());
        return write(session -> vms.force(session, id, migration, force))
                .chain(_ -> answer(id, migration, prefer, AwaitedEffect.MOVED));
    }

    @DELETE
    @Path("{migration}")
    public Uni<Response> cancel(
            @PathParam("id") VmId id,
            @PathParam("migration") UUID migration,
            @HeaderParam("Prefer") @Nullable String prefer) {
        return write(session -> vms.cancel(session, id, migration))
                .chain(outcome -> answer(id, changed(outcome, migration), prefer, AwaitedEffect.GIVEN_UP));
    }

    private Uni<Outcome> write(Function<Mutiny.Session, Uni<Outcome>> work) {
        return sessions.withTransaction((session, _) -> work.apply(session))
                .invoke(outcome -> outcome.problem().ifPresent(problem -> {
                    throw new ProblemException(problem);
                }));
    }

    /** A switch of one that was given up begins another one. */
    private static UUID changed(Outcome outcome, UUID named) {
        return outcome.decision() instanceof Transition(var state, var _) ? latest(state) : named;
    }

    private static UUID latest(VmState state) {
        return switch (state) {
            case Present vm -> vm.migrations().latest().orElseThrow().id();
            case Absent _ -> throw new IllegalStateException("what is not there was refused");
        };
    }

    private Uni<Response> answer(VmId id, UUID migration, @Nullable String prefer, AwaitedEffect effect) {
        var wait = WaitPreference.of(prefer);
        return polling.until(
                        found -> found.filter(known -> !effect.isThere(known)).isEmpty(),
                        wait.orElse(Duration.ZERO),
                        () -> find(id, migration))
                .map(found -> {
                    var known = existing(id, found);
                    boolean observed = wait.isPresent() && effect.isThere(known);
                    effect.problem(known).filter(_ -> observed).ifPresent(problem -> {
                        throw new ProblemException(problem);
                    });
                    return Response.status(observed ? effect.status() : Status.ACCEPTED)
                            .location(URI.create("/v1/vms/" + id + "/migrations/" + migration))
                            .entity(MigrationDocument.of(known))
                            .build();
                });
    }

    private Uni<Optional<Migration>> find(VmId id, UUID migration) {
        return sessions.withSession(session -> history.find(session, id, migration));
    }

    private static Migration existing(VmId id, Optional<Migration> found) {
        return found.orElseThrow(() ->
                ProblemException.of(ProblemType.NOT_FOUND, "the VM \"" + id + "\" has no such migration, or is gone"));
    }
}
