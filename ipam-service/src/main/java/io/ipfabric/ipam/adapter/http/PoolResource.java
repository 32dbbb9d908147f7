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
import org.jspecify.annotations.Nullable;

/** Pools, and the addresses that people take from them. Every write may be repeated: it gives the same answer and changes nothing more. */
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
    public Uni<Page<PoolDocument>> list(@BeanParam PageQuery query) {
        int limit = query.limit();
        return pools.list(query.after(PoolName::of), limit + 1)
                .map(found -> query.page(
                        found, PoolDocument::of, stored -> stored.pool().name().value()));
    }

    @GET
    @Path("{name}")
    public Uni<PoolDocument> get(@PathParam("name") PoolName name) {
        return pools.find(name).map(found -> found.map(PoolDocument::of).orElseThrow(() -> noPool(name)));
    }

    /** 204: it is gone; 202: it drains and goes when the last of its addresses cooled down. */
    @DELETE
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
