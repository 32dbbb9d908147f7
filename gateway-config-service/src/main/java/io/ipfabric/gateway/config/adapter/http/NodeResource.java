package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Device;
import io.ipfabric.gateway.config.domain.FabricRequest.AddDevice;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveDevice;
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

@Tag(name = "Nodes", description = "Hypervisors that route.")
@Path("/v1/clusters/{cluster}/nodes")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class NodeResource {

    private final Answers answers;

    @Inject
    NodeResource(Answers answers) {
        this.answers = answers;
    }

    @POST
    @Operation(
            summary = "Add a node",
            description =
                    "Its configuration, and that of the routers that have to know it, is rendered at once. The same request again changes nothing.")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "a node", value = Examples.NODE)))
    @APIResponse(
            responseCode = "200",
            description = "it was there, and is the same",
            content = @Content(schema = @Schema(implementation = NodeDocument.class)))
    @APIResponse(
            responseCode = "201",
            description = "added",
            content = @Content(schema = @Schema(implementation = NodeDocument.class)))
    public Uni<Response> add(@PathParam("cluster") ClusterName cluster, @Nullable NodeDocument body) {
        var node = Answers.body(body).device();
        return answers.add(
                new AddDevice(cluster, node),
                "/v1/clusters/" + cluster + "/nodes/" + node.name(),
                NodeDocument.of(node),
                shown(cluster, node.name()));
    }

    @GET
    @Operation(summary = "List nodes", description = "By name.")
    public Uni<Page<NodeDocument>> list(@PathParam("cluster") ClusterName cluster, @BeanParam PageQuery query) {
        return answers.devices(cluster, Device.Node.class)
                .map(found -> query.pageOf(
                        found, NodeDocument::of, device -> device.name().value()));
    }

    @GET
    @Operation(summary = "Show a node")
    @Path("{name}")
    public Uni<NodeDocument> get(@PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.device(cluster, name, Device.Node.class).map(NodeDocument::of);
    }

    @DELETE
    @Operation(summary = "Remove a node")
    @APIResponse(responseCode = "204", description = "it is gone")
    @Path("{name}")
    public Uni<Response> remove(@PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.remove(new RemoveDevice(cluster, Role.NODE, name), shown(cluster, name));
    }

    private static Answers.Shown shown(ClusterName cluster, RouterName name) {
        return Answers.device(cluster, name, Device.Node.class, NodeDocument::of);
    }
}
