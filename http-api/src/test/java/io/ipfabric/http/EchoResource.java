package io.ipfabric.http;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Stands for a service's resource. */
@Path("/echo")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EchoResource {

    /** A body. */
    public record Document(String text) {}

    @POST
    public Uni<Document> echo(Document body) {
        return Uni.createFrom().item(body);
    }
}
