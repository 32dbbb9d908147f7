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

@Tag(name = "Core gateways", description = "The routers behind the reflectors.")
@Path("/v1/clusters/{cluster}/core-gateways")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CoreGatewayResource {

    private final Answers answers;

    @Inject
    CoreGatewayResource(Answers answers) {
        this.answers = answers;
    }

    @POST
    @Operation(
            summary = "Add a core gateway",
            description =
                    "Its configuration, and that of the routers that have to know it, is rendered at once. The same request again changes nothing.")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "a core gateway", value = Examples.CORE_GATEWAY)))
    @APIResponse(
            responseCode = "200",
            description = "it was there, and is the same",
            content = @Content(schema = @Schema(implementation = CoreGatewayDocument.class)))
    @APIResponse(
            responseCode = "201",
            description = "added",
            content = @Content(schema = @Schema(implementation = CoreGatewayDocument.class)))
    public Uni<Response> add(@PathParam("cluster") ClusterName cluster, @Nullable CoreGatewayDocument body) {
        var document = Answers.body(body);
        return answers.cluster(cluster)
                .map(found -> document.device(found.specification().asn()))
                .chain(gateway -> answers.add(
                        new AddDevice(cluster, gateway),
                        "/v1/clusters/" + cluster + "/core-gateways/" + gateway.name(),
                        CoreGatewayDocument.of(gateway),
                        shown(cluster, gateway.name())));
    }

    @GET
    @Operation(summary = "List core gateways", description = "By name.")
    public Uni<Page<CoreGatewayDocument>> list(@PathParam("cluster") ClusterName cluster, @BeanParam PageQuery query) {
        return answers.devices(cluster, Device.CoreGateway.class)
                .map(found -> query.pageOf(
                        found, CoreGatewayDocument::of, device -> device.name().value()));
    }

    @GET
    @Operation(summary = "Show a core gateway")
    @Path("{name}")
    public Uni<CoreGatewayDocument> get(@PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.device(cluster, name, Device.CoreGateway.class).map(CoreGatewayDocument::of);
    }

    @DELETE
    @Operation(summary = "Remove a core gateway")
    @APIResponse(responseCode = "204", description = "it is gone")
    @Path("{name}")
    public Uni<Response> remove(@PathParam("cluster") ClusterName cluster, @PathParam("name") RouterName name) {
        return answers.remove(new RemoveDevice(cluster, Role.CORE_GATEWAY, name), shown(cluster, name));
    }

    private static Answers.Shown shown(ClusterName cluster, RouterName name) {
        return Answers.device(cluster, name, Device.CoreGateway.class, CoreGatewayDocument::of);
    }
}
