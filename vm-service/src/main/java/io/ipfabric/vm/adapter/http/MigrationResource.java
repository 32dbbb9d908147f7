package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.Page;
import io.ipfabric.http.PageQuery;
import io.ipfabric.http.ProblemException;
import io.ipfabric.http.writes.Target;
import io.ipfabric.http.writes.Writes;
import io.ipfabric.vm.application.EffectWait;
import io.ipfabric.vm.application.MigrationStore;
import io.ipfabric.vm.application.Outcome;
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
import jakarta.ws.rs.BeanParam;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Migrations of a VM. The fabric moves routes, never the guest: it says READY, and the hypervisor manager moves the guest. Writes are
 * answered as those to VMs: 202 at once, or with what was observed while the client preferred to wait.
 */
@Tag(
        name = "Migrations",
        description =
                "Live migrations of a VM. The fabric moves routes, never the guest: it says READY, and the hypervisor manager moves the guest.")
@Path("/v1/vms/{id}/migrations")
@Produces(MediaType.APPLICATION_JSON)
public class MigrationResource {

    private final Mutiny.SessionFactory sessions;
    private final Vms vms;
    private final VmStore store;
    private final MigrationStore history;
    private final ReferenceWait references;
    private final EffectWait effects;
    private final WriteAnswers answers;
    private final Writes writes;

    @Inject
    MigrationResource(
            Mutiny.SessionFactory sessions,
            Vms vms,
            VmStore store,
            MigrationStore history,
            ReferenceWait references,
            EffectWait effects,
            WriteAnswers answers,
            Writes writes) {
        this.sessions = sessions;
        this.vms = vms;
        this.store = store;
        this.history = history;
        this.references = references;
        this.effects = effects;
        this.answers = answers;
        this.writes = writes;
    }

    @POST
    @Operation(
            summary = "Begin a migration",
            description =
                    "The target is made ready; the VM runs on the source until the switch. It waits for READY, if asked to.")
    @RequestBody(
            content =
                    @Content(
                            examples = {
                                @ExampleObject(name = "as the cluster has it", value = Examples.MIGRATION),
                                @ExampleObject(
                                        name = "the source withdraws before the target announces",
                                        value = Examples.MIGRATION_STRICT)
                            }))
    @APIResponse(
            responseCode = "201",
            description = "it was waited for: the guest may be moved now",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> start(
            @PathParam("id") VmId id, @Nullable NewMigration body, @HeaderParam("Prefer") @Nullable String prefer) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the body is missing");
        }
        var target = body.requiredTarget();
        return references
                .untilKnown(Set.of(new Reference.ToNode(target)))
                .chain(() -> writes.write(
                        answers.target(id),
                        prefer,
                        session -> vms.migrate(
                                session,
                                id,
                                target,
                                destination -> new StartMigration(
                                        TimeOrderedId.next(), null, destination, body.cutover(), body.strictTimeout())),
                        (outcome, preference) -> answer(
                                id, latest(WriteAnswers.granted(outcome).state()), preference, AwaitedEffect.READY)));
    }

    @GET
    @Operation(summary = "List the migrations of a VM", description = "The newest first.")
    public Uni<Page<MigrationDocument>> list(@PathParam("id") VmId id, @BeanParam PageQuery query) {
        var before = query.after(text -> Generation.of(Long.parseLong(text)));
        int limit = query.limit();
        return sessions.withSession(session -> store.find(session, id).chain(state -> switch (state) {
            case Absent _ -> throw WriteAnswers.unknown(id);
            case Present _ ->
                history.list(session, id)
                        .map(all -> all.stream()
                                .filter(one -> before == null || before.isAfter(one.generation()))
                                .limit(limit + 1L)
                                .toList())
                        .map(found -> query.page(found, MigrationDocument::of, one -> one.generation()
                                .toString()));
        }));
    }

    @GET
    @Operation(
            summary = "Show a migration",
            description = "Its phase, whether each step was proved, and when it came to each phase.")
    @Path("{migration}")
    public Uni<MigrationDocument> get(@PathParam("id") VmId id, @PathParam("migration") UUID migration) {
        return find(id, migration).map(found -> MigrationDocument.of(existing(id, found)));
    }

    @POST
    @Operation(
            summary = "Say that the guest runs on the target",
            description = "Where the target's node saw the guest arrive it says nothing new.")
    @APIResponse(
            responseCode = "200",
            description = "it was waited for: only the target announces",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
    @Path("{migration}/switch")
    public Uni<Response> switchOver(
            @PathParam("id") VmId id,
            @PathParam("migration") UUID migration,
            @HeaderParam("Prefer") @Nullable String prefer) {
        return writes.write(
                target(id, migration),
                prefer,
                session -> vms.switchOver(session, id, migration),
                (outcome, preference) ->
                        answer(id, changed(WriteAnswers.granted(outcome), migration), preference, AwaitedEffect.MOVED));
    }

    /**
     * What the migration waits for beyond its time is taken to be so: the nodes where the guest was announce nothing of it any more. Whoever says
     * so has to know it: two nodes that announce one address are an outage.
     */
    @POST
    @Operation(
            summary = "Force what a migration waits for",
            description =
                    "What it waits for beyond its time is taken to be so: the nodes where the guest was announce nothing of it any more. Who says so has to know it: two nodes that announce one address are an outage.")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "a node without power", value = Examples.FORCE)))
    @APIResponse(
            responseCode = "200",
            description = "it was waited for: only the target announces",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
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
        return writes.write(
                target(id, migration),
                prefer,
                session -> vms.force(session, id, migration, force),
                (outcome, preference) -> {
                    WriteAnswers.granted(outcome);
                    return answer(id, migration, preference, AwaitedEffect.MOVED);
                });
    }

    @DELETE
    @Operation(
            summary = "Cancel a migration",
            description = "Before the switch: the guest stays on the source, the target is cleaned.")
    @APIResponse(
            responseCode = "200",
            description = "it was waited for: it is given up",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = MigrationDocument.class)))
    @Path("{migration}")
    public Uni<Response> cancel(
            @PathParam("id") VmId id,
            @PathParam("migration") UUID migration,
            @HeaderParam("Prefer") @Nullable String prefer) {
        return writes.write(
                target(id, migration),
                prefer,
                session -> vms.cancel(session, id, migration),
                (outcome, preference) -> answer(
                        id, changed(WriteAnswers.granted(outcome), migration), preference, AwaitedEffect.GIVEN_UP));
    }

    /** The migration, as reading it shows it; its lock is the VM's. */
    private Target target(VmId id, UUID migration) {
        return session -> store.lock(session, id)
                .chain(() -> history.find(session, id, migration))
                .map(found -> found.map(MigrationDocument::of));
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
        return effects.until(
                        id,
                        found -> found.filter(known -> !effect.isThere(known)).isEmpty(),
                        wait.orElse(Duration.ZERO),
                        () -> find(id, migration))
                .map(waited -> {
                    var known = existing(id, waited.answer());
                    boolean observed = wait.isPresent() && effect.isThere(known);
                    effect.problem(known).filter(_ -> observed).ifPresent(problem -> {
                        throw new ProblemException(problem);
                    });
                    var response = Response.status(observed ? effect.status() : Status.ACCEPTED)
                            .location(URI.create("/v1/vms/" + id + "/migrations/" + migration))
                            .entity(MigrationDocument.of(known));
                    return WaitPreference.applied(response, wait.filter(_ -> waited.waited()))
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
