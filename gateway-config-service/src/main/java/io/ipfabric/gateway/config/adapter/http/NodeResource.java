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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

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
    @APIResponseSchema(value = NodeDocument.class, responseCode = "201")
    public Uni<Response> add(@PathParam("cluster") ClusterName cluster, @Nullable NodeDocument body) {
        var node = Answers.body(body).device();
        return answers.add(
                new AddDevice(cluster, node),
                "/v1/clusters/" + cluster + "/nodes/" + node.name(),
                NodeDocument.of(node),
                shown(cluster, node.name()));
    }

    @GET
    public Uni<Page<NodeDocument>> list(@PathParam("cluster") ClusterName cluster, @BeanParam PageQuery query) {
        return answers.devices(cluster, Device.Node.class)
                .map(found -> query.pageOf(
                        found, NodeDocument::of, device -> device.name().value()));
    }

    @GET
    @Path("{name}")
    public Uni<NodeDocument> get(@PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.device(cluster, name, Device.Node.class).map(NodeDocument::of);
    }

    @DELETE
    @Path("{name}")
    public Uni<Response> remove(@PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.remove(new RemoveDevice(cluster, Role.NODE, name), shown(cluster, name));
    }

    private static Answers.Shown shown(ClusterName cluster, RouterName name) {
        return Answers.device(cluster, name, Device.Node.class, NodeDocument::of);
    }
}
