package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Device;
import io.ipfabric.gateway.config.domain.FabricRequest.AddDevice;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveDevice;
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
    public Uni<RestResponse<NodeDocument>> add(@PathParam("cluster") ClusterName cluster, @Nullable NodeDocument body) {
        var node = Answers.body(body).device();
        return answers.add(
                new AddDevice(cluster, node),
                "/v1/clusters/" + cluster + "/nodes/" + node.name(),
                NodeDocument.of(node));
    }

    @GET
    public Uni<Page<NodeDocument>> list(@PathParam("cluster") ClusterName cluster, @BeanParam PageQuery query) {
        return answers.devices(cluster, Device.Node.class)
                .map(found -> query.of(
                        found.stream().map(NodeDocument::of).toList(), document -> String.valueOf(document.name())));
    }

    @GET
    @Path("{name}")
    public Uni<NodeDocument> get(@PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.device(cluster, name, Device.Node.class).map(NodeDocument::of);
    }

    @DELETE
    @Path("{name}")
    public Uni<RestResponse<Void>> remove(
            @PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.remove(new RemoveDevice(cluster, Role.NODE, name));
    }
}
