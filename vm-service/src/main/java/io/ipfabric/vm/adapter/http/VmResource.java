package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.Page;
import io.ipfabric.http.ProblemException;
import io.ipfabric.http.writes.Writes;
import io.ipfabric.vm.application.Reference;
import io.ipfabric.vm.application.ReferenceWait;
import io.ipfabric.vm.application.TopologyStore;
import io.ipfabric.vm.application.VmStore;
import io.ipfabric.vm.application.Vms;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.StopVm;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** VMs. A write is accepted once it is stored; what comes of it is observed later and shown in the resource. */
@Tag(
        name = "VMs",
        description =
                "Virtual machines. A write is accepted once it is stored; what comes of it is observed later and shown.")
@Path("/v1/vms")
@Produces(MediaType.APPLICATION_JSON)
public class VmResource {

    private final Mutiny.SessionFactory sessions;
    private final Vms vms;
    private final VmStore store;
    private final TopologyStore topology;
    private final ReferenceWait references;
    private final WriteAnswers answers;
    private final Writes writes;

    @Inject
    VmResource(
            Mutiny.SessionFactory sessions,
            Vms vms,
            VmStore store,
            TopologyStore topology,
            ReferenceWait references,
            WriteAnswers answers,
            Writes writes) {
        this.sessions = sessions;
        this.vms = vms;
        this.store = store;
        this.topology = topology;
        this.references = references;
        this.answers = answers;
        this.writes = writes;
    }

    @POST
    @Operation(
            summary = "Create a VM",
            description =
                    "Its addresses are allocated from the cluster's pools, and announced when it runs. The same request again changes nothing; one that differs is refused.")
    @RequestBody(
            content =
                    @Content(
                            examples = {
                                @ExampleObject(name = "both families, running", value = Examples.VM),
                                @ExampleObject(
                                        name = "IPv6 alone, addresses by name, its interface made by the agent",
                                        value = Examples.VM_WHOLE)
                            }))
    @APIResponse(
            responseCode = "201",
            description =
                    "it was waited for: every address is confirmed by the reflectors, or, of a VM that does not run, not announced",
            content = @Content(schema = @Schema(implementation = VmDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = VmDocument.class)))
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> create(@Nullable NewVm body, @HeaderParam("Prefer") @Nullable String prefer) {
        var request = given(body).request();
        return references
                .untilKnown(Set.of(new Reference.ToCluster(request.cluster()), new Reference.ToNode(request.node())))
                .chain(() -> writes.write(
                        answers.target(request.vm()),
                        prefer,
                        session -> vms.create(session, request),
                        (outcome, preference) -> answers.answer(request.vm(), outcome, preference, Status.CREATED)));
    }

    @GET
    @Operation(
            summary = "List VMs",
            description =
                    "By id. Filters: cluster, node, state (REQUESTED, ADDRESSED, RUNNING, MIGRATING, STOPPED, DELETING, REFUSED).")
    public Uni<Page<VmDocument>> list(@BeanParam ListQuery query) {
        var filter = query.filter();
        int limit = query.limit();
        return sessions.withSession(
                session -> store.list(session, filter, limit + 1).chain(found -> topology.gateways(session)
                        .map(gateways -> query.page(found, vm -> VmDocument.of(vm, gateways), ListQuery::key))));
    }

    @GET
    @Operation(
            summary = "Show a VM",
            description =
                    "Its placement, interface, addresses with what was observed of their routes, and its last migration.")
    @Path("{id}")
    public Uni<VmDocument> get(@PathParam("id") VmId id) {
        return sessions.withSession(session -> store.find(session, id).chain(state -> switch (state) {
            case Absent _ -> throw WriteAnswers.unknown(id);
            case Present vm -> topology.gateways(session).map(gateways -> VmDocument.of(vm, gateways));
        }));
    }

    @POST
    @Operation(summary = "Start a VM", description = "Says that it runs, on another node than before if one is named.")
    @RequestBody(
            required = false,
            content = @Content(examples = @ExampleObject(name = "on another node", value = Examples.START)))
    @APIResponse(
            responseCode = "200",
            description = "it was waited for: every address is confirmed by the reflectors",
            content = @Content(schema = @Schema(implementation = VmDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = VmDocument.class)))
    @Path("{id}/start")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> start(
            @PathParam("id") VmId id, @Nullable StartRequest body, @HeaderParam("Prefer") @Nullable String prefer) {
        var start = body == null ? StartRequest.WHERE_IT_IS : body;
        Set<Reference> named = start.node() == null ? Set.of() : Set.of(new Reference.ToNode(start.node()));
        return references
                .untilKnown(named)
                .chain(() -> writes.write(
                        answers.target(id),
                        prefer,
                        session -> vms.start(session, id, start.node(), start.replaces()),
                        (outcome, preference) -> answers.answer(id, outcome, preference, Status.OK)));
    }

    @POST
    @Operation(
            summary = "Stop a VM",
            description = "Says that it runs no longer: its routes are withdrawn, its addresses stay its own.")
    @APIResponse(
            responseCode = "200",
            description = "it was waited for: every route is withdrawn",
            content = @Content(schema = @Schema(implementation = VmDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = VmDocument.class)))
    @Path("{id}/stop")
    public Uni<Response> stop(@PathParam("id") VmId id, @HeaderParam("Prefer") @Nullable String prefer) {
        return writes.write(
                answers.target(id),
                prefer,
                session -> vms.apply(session, id, new StopVm(null)),
                (outcome, preference) -> answers.answer(id, outcome, preference, Status.OK));
    }

    @DELETE
    @Operation(summary = "Delete a VM", description = "Its routes are withdrawn, then its addresses are released.")
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = VmDocument.class)))
    @APIResponse(responseCode = "204", description = "it was waited for: it is gone")
    @Path("{id}")
    public Uni<Response> delete(@PathParam("id") VmId id, @HeaderParam("Prefer") @Nullable String prefer) {
        return writes.write(
                answers.target(id),
                prefer,
                session -> vms.apply(session, id, new DeleteVm(null)),
                (outcome, preference) -> answers.answer(id, outcome, preference, Status.NO_CONTENT));
    }

    private static <T> T given(@Nullable T body) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the body is missing");
        }
        return body;
    }
}
