package io.ipfabric.http;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** Stands for a service's resource. */
@Path("/v1/vms")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EchoResource {

    /** A body. */
    public record Document(String text) {}

    @POST
    public Uni<Document> echo(Document body) {
        return Uni.createFrom().item(body);
    }

    @GET
    @Path("{id}")
    public Document caller(@Context SecurityContext security) {
        return new Document(security.getUserPrincipal().getName());
    }

    @POST
    @Path("{id}/force")
    public Document force(@Context SecurityContext security) {
        return caller(security);
    }
}
