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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Tag(name = "Clusters", description = "Autonomous systems of nodes, reflectors and core gateways.")
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
    @Operation(
            summary = "Create a cluster",
            description = "The same request again changes nothing; one that differs is refused.")
    @RequestBody(
            content =
                    @Content(
                            examples = {
                                @ExampleObject(name = "with defaults", value = Examples.CLUSTER),
                                @ExampleObject(
                                        name = "node failures noticed in a third of a second",
                                        value = Examples.CLUSTER_BFD)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "it was there, and is the same",
            content = @Content(schema = @Schema(implementation = ClusterDocument.class)))
    @APIResponse(
            responseCode = "201",
            description = "created",
            content = @Content(schema = @Schema(implementation = ClusterDocument.class)))
    public Uni<Response> add(@Nullable ClusterDocument body) {
        var specification = Answers.body(body).specification();
        return answers.add(
                new AddCluster(specification),
                "/v1/clusters/" + specification.name(),
                ClusterDocument.of(specification),
                shown(specification.name()));
    }

    @GET
    @Operation(summary = "List clusters", description = "By name.")
    public Uni<Page<ClusterDocument>> list(@BeanParam PageQuery query) {
        return answers.fabric()
                .map(fabric -> query.pageOf(
                        fabric.clusters().values(),
                        cluster -> ClusterDocument.of(cluster.specification()),
                        cluster -> cluster.specification().name().value()));
    }

    @GET
    @Operation(summary = "Show a cluster")
    @Path("{cluster}")
    public Uni<ClusterDocument> get(@PathParam("cluster") ClusterName cluster) {
        return answers.cluster(cluster).map(found -> ClusterDocument.of(found.specification()));
    }

    @DELETE
    @Operation(summary = "Delete a cluster", description = "It must have no devices and no pools.")
    @APIResponse(responseCode = "204", description = "it is gone")
    @Path("{cluster}")
    public Uni<Response> remove(@PathParam("cluster") ClusterName cluster) {
        return answers.remove(new RemoveCluster(cluster), shown(cluster));
    }

    private static Answers.Shown shown(ClusterName name) {
        return fabric -> fabric.cluster(name).map(cluster -> ClusterDocument.of(cluster.specification()));
    }
}
