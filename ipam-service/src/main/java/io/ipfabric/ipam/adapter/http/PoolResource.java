package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.http.Page;
import io.ipfabric.http.PageQuery;
import io.ipfabric.http.ProblemException;
import io.ipfabric.http.writes.Target;
import io.ipfabric.http.writes.Writes;
import io.ipfabric.ipam.application.ManualAllocations;
import io.ipfabric.ipam.application.PoolCatalogue;
import io.ipfabric.ipam.application.PoolCatalogue.Creation;
import io.ipfabric.ipam.application.StoredPool;
import io.ipfabric.ipam.domain.ManualDecider.Given;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pools, and the addresses that people take from them. Every write may be repeated: it gives the same answer and changes nothing more. */
@Tag(name = "Pools", description = "Blocks of addresses, and the addresses that people take from them.")
@Path("/v1/pools")
@Produces(MediaType.APPLICATION_JSON)
public class PoolResource {

    private final PoolCatalogue pools;
    private final ManualAllocations allocations;
    private final Writes writes;

    @Inject
    PoolResource(PoolCatalogue pools, ManualAllocations allocations, Writes writes) {
        this.pools = pools;
        this.allocations = allocations;
        this.writes = writes;
    }

    @POST
    @Operation(
            summary = "Create a pool",
            description = "Its prefix may share no address with another pool. The same request again changes nothing.")
    @RequestBody(
            content =
                    @Content(
                            examples = {
                                @ExampleObject(name = "IPv4", value = Examples.POOL),
                                @ExampleObject(name = "IPv6, with reservations", value = Examples.POOL_WHOLE)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "it was there, and is the same",
            content = @Content(schema = @Schema(implementation = PoolDocument.class)))
    @APIResponse(
            responseCode = "201",
            description = "created",
            content = @Content(schema = @Schema(implementation = PoolDocument.class)))
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> create(@Nullable NewPool body) {
        var pool = given(body).pool();
        return pools.clusterSoon(pool.cluster())
                .chain(() -> writes.write(
                        target(pool.name()), session -> pools.create(session, pool), creation -> Uni.createFrom()
                                .item(
                                        switch (creation) {
                                            case Creation.Created(var stored) -> shown(Response.Status.CREATED, stored);
                                            case Creation.Known(var stored) -> shown(Response.Status.OK, stored);
                                            case Creation.Refused(var problem) -> throw new ProblemException(problem);
                                        })));
    }

    private static Response shown(Response.Status status, StoredPool stored) {
        return Response.status(status)
                .location(URI.create("/v1/pools/" + stored.pool().name()))
                .entity(PoolDocument.of(stored))
                .build();
    }

    /** The pool, as reading it shows it. Its counts change with its allocations and with time. */
    private Target target(PoolName name) {
        return session -> pools.locked(session, name).map(found -> found.map(PoolDocument::of));
    }

    @GET
    @Operation(summary = "List pools", description = "By name, each with how many of its addresses are free.")
    public Uni<Page<PoolDocument>> list(@BeanParam PageQuery query) {
        int limit = query.limit();
        return pools.list(query.after(PoolName::of), limit + 1)
                .map(found -> query.page(
                        found, PoolDocument::of, stored -> stored.pool().name().value()));
    }

    @GET
    @Operation(summary = "Show a pool")
    @Path("{name}")
    public Uni<PoolDocument> get(@PathParam("name") PoolName name) {
        return pools.find(name).map(found -> found.map(PoolDocument::of).orElseThrow(() -> noPool(name)));
    }

    /** 204: it is gone; 202: it drains and goes when the last of its addresses cooled down. */
    @DELETE
    @Operation(
            summary = "Delete a pool",
            description =
                    "It drains: nothing new is allocated from it, and it goes when the last of its addresses is free.")
    @APIResponse(responseCode = "202", description = "it drains")
    @APIResponse(responseCode = "204", description = "it is gone")
    @Path("{name}")
    public Uni<Response> drain(@PathParam("name") PoolName name) {
        return writes.write(target(name), session -> pools.drain(session, name), drainage -> Uni.createFrom()
                .item(
                        switch (drainage) {
                            case GONE -> Response.noContent().build();
                            case DRAINING -> Response.accepted().build();
                            case UNKNOWN -> throw noPool(name);
                        }));
    }

    @GET
    @Operation(summary = "List the allocations of a pool", description = "By address.")
    @Path("{name}/allocations")
    public Uni<Page<AllocationDocument>> listAllocations(@PathParam("name") PoolName name, @BeanParam PageQuery query) {
        int limit = query.limit();
        return allocations
                .list(name, query.after(Address::of), limit + 1)
                .map(found -> found.orElseThrow(() -> noPool(name)))
                .map(found -> query.page(
                        found,
                        AllocationDocument::of,
                        allocation -> allocation.allocated().address().toString()));
    }

    @POST
    @Operation(
            summary = "Take an address",
            description =
                    "For something that is no VM, and is never announced. The same request again gives the same address.")
    @RequestBody(
            content =
                    @Content(
                            examples = {
                                @ExampleObject(name = "any free one", value = Examples.ALLOCATION),
                                @ExampleObject(name = "this one", value = Examples.ALLOCATION_NAMED)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "the owner has it already",
            content = @Content(schema = @Schema(implementation = AllocationDocument.class)))
    @APIResponse(
            responseCode = "201",
            description = "it is the owner's now",
            content = @Content(schema = @Schema(implementation = AllocationDocument.class)))
    @Path("{name}/allocations")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> allocate(@PathParam("name") PoolName name, @Nullable NewAllocation body) {
        var wanted = given(body);
        var owner = wanted.manualOwner();
        return writes.write(
                target(name),
                session -> allocations.give(session, name, owner, wanted.address()),
                given -> switch (given) {
                    case Given.Taken(var offer) ->
                        shown(offer.addresses().getFirst().allocation().address(), Response.Status.CREATED);
                    case Given.Kept(var address) -> shown(address, Response.Status.OK);
                    case Given.Refused(var problem) -> throw new ProblemException(problem);
                });
    }

    private Uni<Response> shown(Address address, Response.Status status) {
        return allocations.find(address).map(found -> Response.status(status)
                .location(URI.create("/v1/allocations/" + address))
                .entity(found.map(AllocationDocument::of).orElseThrow(() -> AllocationResource.free(address)))
                .build());
    }

    private static <T> T given(@Nullable T body) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "a JSON object is expected as the body");
        }
        return body;
    }

    private static ProblemException noPool(PoolName name) {
        return ProblemException.of(ProblemType.NOT_FOUND, "there is no pool " + name);
    }
}
