package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.http.ProblemException;
import io.ipfabric.ipam.application.ManualAllocations;
import io.ipfabric.ipam.application.PoolCatalogue;
import io.ipfabric.ipam.application.PoolCatalogue.Creation;
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

    @Inject
    PoolResource(PoolCatalogue pools, ManualAllocations allocations) {
        this.pools = pools;
        this.allocations = allocations;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> create(@Nullable NewPool body) {
        return pools.create(given(body).pool()).map(creation -> switch (creation) {
            case Creation.Created(var stored) ->
                Response.created(URI.create("/v1/pools/" + stored.pool().name()))
                        .entity(PoolDocument.of(stored))
                        .build();
            case Creation.Known(var stored) ->
                Response.ok(PoolDocument.of(stored)).build();
            case Creation.Refused(var problem) -> throw new ProblemException(problem);
        });
    }

    @GET
    public Uni<Page<PoolDocument>> list(@BeanParam PageQuery query) {
        int limit = query.limit();
        return pools.list(query.cursor(PoolName::of), limit + 1)
                .map(found -> Page.of(found, limit, PoolDocument::of, stored -> stored.pool()
                        .name()
                        .value()));
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
        return pools.drain(name).map(drainage -> switch (drainage) {
            case GONE -> Response.noContent().build();
            case DRAINING -> Response.accepted().build();
            case UNKNOWN -> throw noPool(name);
        });
    }

    @GET
    @Path("{name}/allocations")
    public Uni<Page<AllocationDocument>> listAllocations(@PathParam("name") PoolName name, @BeanParam PageQuery query) {
        int limit = query.limit();
        return allocations
                .list(name, query.cursor(Address::of), limit + 1)
                .map(found -> found.orElseThrow(() -> noPool(name)))
                .map(found -> Page.of(found, limit, AllocationDocument::of, allocation -> allocation
                        .allocated()
                        .address()
                        .toString()));
    }

    @POST
    @Path("{name}/allocations")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> allocate(@PathParam("name") PoolName name, @Nullable NewAllocation body) {
        var wanted = given(body);
        return allocations.give(name, wanted.manualOwner(), wanted.address()).chain(given -> switch (given) {
            case Given.Taken(var offer) ->
                shown(offer.addresses().getFirst().allocation().address(), true);
            case Given.Kept(var address) -> shown(address, false);
            case Given.Refused(var problem) -> throw new ProblemException(problem);
        });
    }

    private Uni<Response> shown(Address address, boolean isNew) {
        return allocations.find(address).map(found -> {
            var document = found.map(AllocationDocument::of).orElseThrow(() -> AllocationResource.free(address));
            return isNew
                    ? Response.created(URI.create("/v1/allocations/" + address))
                            .entity(document)
                            .build()
                    : Response.ok(document).build();
        });
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
