package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.gateway.config.domain.FabricRequest.AddCluster;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveCluster;
import io.ipfabric.http.Page;
import io.ipfabric.http.PageQuery;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

@Path("/v1/clusters")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ClusterResource {

    private final Answers answers;

    @Inject
    ClusterResource(Answers answers) {
        this.answers = answers;
    }

    @POST
    @APIResponseSchema(value = ClusterDocument.class, responseCode = "201")
    public Uni<Response> add(@Nullable ClusterDocument body) {
        var specification = Answers.body(body).specification();
        return answers.add(
                new AddCluster(specification),
                "/v1/clusters/" + specification.name(),
                ClusterDocument.of(specification),
                shown(specification.name()));
    }

    @GET
    public Uni<Page<ClusterDocument>> list(@BeanParam PageQuery query) {
        return answers.fabric()
                .map(fabric -> query.pageOf(
                        fabric.clusters().values(),
                        cluster -> ClusterDocument.of(cluster.specification()),
                        cluster -> cluster.specification().name().value()));
    }

    @GET
    @Path("{cluster}")
    public Uni<ClusterDocument> get(@PathParam("cluster") ClusterName cluster) {
        return answers.cluster(cluster).map(found -> ClusterDocument.of(found.specification()));
    }

    @DELETE
    @Path("{cluster}")
    public Uni<Response> remove(@PathParam("cluster") ClusterName cluster) {
        return answers.remove(new RemoveCluster(cluster), shown(cluster));
    }

    private static Answers.Shown shown(ClusterName name) {
        return fabric -> fabric.cluster(name).map(cluster -> ClusterDocument.of(cluster.specification()));
    }
}
