package io.ipfabric.http;

import io.ipfabric.contracts.event.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands for a service's resource. */
@Path("/v1/vms")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EchoResource {

    /** What the list shows, sorted. */
    static final List<String> TEXTS = new CopyOnWriteArrayList<>();

    /** A body. */
    public record Document(String text) {}

    @POST
    public Uni<Document> echo(@Nullable Document body) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the body is missing");
        }
        return Uni.createFrom().item(body);
    }

    @GET
    public Page<Document> list(@BeanParam TextQuery query) {
        return query.pageOf(TEXTS.stream().filter(query::fits).toList(), Document::new, text -> text);
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
