package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.http.ProblemException;
import io.ipfabric.http.writes.Writes;
import io.ipfabric.ipam.application.ManualAllocations;
import io.ipfabric.ipam.domain.ManualDecider.TakenBack;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Single addresses: who has this one? */
@Tag(name = "Allocations", description = "Single addresses: who has this one?")
@Path("/v1/allocations/{address}")
@Produces(MediaType.APPLICATION_JSON)
public class AllocationResource {

    private final ManualAllocations allocations;
    private final Writes writes;

    @Inject
    AllocationResource(ManualAllocations allocations, Writes writes) {
        this.allocations = allocations;
        this.writes = writes;
    }

    @GET
    @Operation(summary = "Show who has an address")
    public Uni<AllocationDocument> get(@PathParam("address") String text) {
        var address = address(text);
        return allocations.find(address).map(found -> found.map(AllocationDocument::of)
                .orElseThrow(() -> free(address)));
    }

    /** Takes back what a person gave. A VM's addresses go with the VM. */
    @DELETE
    @Operation(
            summary = "Give an address back",
            description =
                    "One that a person took; a VM's addresses go with the VM. Of one that is free it changes nothing.")
    @APIResponse(responseCode = "204", description = "it is nobody's; it cools down")
    public Uni<Response> takeBack(@PathParam("address") String text) {
        var address = address(text);
        return writes.write(
                session -> allocations.locked(session, address).map(found -> found.map(AllocationDocument::of)),
                session -> allocations.takeBack(session, address),
                answer -> Uni.createFrom()
                        .item(
                                switch (answer) {
                                    case TakenBack.Freed _, TakenBack.Nothing _ ->
                                        Response.noContent().build();
                                    case TakenBack.Refused(var problem) -> throw new ProblemException(problem);
                                }));
    }

    static ProblemException free(Address address) {
        return ProblemException.of(ProblemType.NOT_FOUND, address + " is not allocated");
    }

    private static Address address(String text) {
        try {
            return Address.of(text);
        } catch (InvalidValueException e) {
            throw ProblemException.ofField(ProblemType.INVALID_FIELD, "address", String.valueOf(e.getMessage()));
        }
    }
}
