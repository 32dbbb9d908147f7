package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.gateway.config.domain.FabricRequest.AddCluster;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveCluster;
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
import org.jboss.resteasy.reactive.RestResponse;
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
    public Uni<RestResponse<ClusterDocument>> add(@Nullable ClusterDocument body) {
        var specification = Answers.body(body).specification();
        return answers.add(
                new AddCluster(specification),
                "/v1/clusters/" + specification.name(),
                ClusterDocument.of(specification));
    }

    @GET
    public Uni<Page<ClusterDocument>> list(@BeanParam PageQuery query) {
        return answers.fabric()
                .map(fabric -> query.of(
                        fabric.clusters().values().stream()
                                .map(cluster -> ClusterDocument.of(cluster.specification()))
                                .toList(),
                        cluster -> String.valueOf(cluster.name())));
    }

    @GET
    @Path("{cluster}")
    public Uni<ClusterDocument> get(@PathParam("cluster") ClusterName cluster) {
        return answers.cluster(cluster).map(found -> ClusterDocument.of(found.specification()));
    }

    @DELETE
    @Path("{cluster}")
    public Uni<RestResponse<Void>> remove(@PathParam("cluster") ClusterName cluster) {
        return answers.remove(new RemoveCluster(cluster));
    }
}
