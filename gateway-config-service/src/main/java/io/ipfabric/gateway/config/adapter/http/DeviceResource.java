package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.application.FabricReads;
import io.ipfabric.gateway.config.application.FabricStore.Revision;
import io.ipfabric.gateway.config.domain.Device;
import io.ipfabric.gateway.config.domain.TextDiff;
import io.ipfabric.http.Page;
import io.ipfabric.http.PageQuery;
import io.ipfabric.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All routers of a cluster, whatever their role, and what they are to run. */
@Tag(name = "Devices", description = "All routers of a cluster, and the configuration that they are to run.")
@Path("/v1/clusters/{cluster}/devices")
@Produces(MediaType.APPLICATION_JSON)
public class DeviceResource {

    private static final String TEXT = "text/plain;charset=UTF-8";

    private static final Pattern REVISION = Pattern.compile("[0-9a-f]{16}");

    private final Answers answers;
    private final FabricReads reads;

    @Inject
    DeviceResource(Answers answers, FabricReads reads) {
        this.answers = answers;
        this.reads = reads;
    }

    /** @param revision of the configuration that it is to run */
    public record DeviceDocument(
            RouterName name,
            Role role,
            Address address,
            Flavor flavor,
            @Nullable String revision) {}

    @GET
    @Operation(summary = "List devices", description = "Nodes, reflectors and core gateways, by name.")
    public Uni<Page<DeviceDocument>> list(@PathParam("cluster") ClusterName cluster, @BeanParam PageQuery query) {
        return answers.devices(cluster, Device.class).chain(devices -> reads.currentRevisions()
                .map(revisions -> query.pageOf(
                        devices, device -> document(device, revisions.get(device.name())), device -> device.name()
                                .value())));
    }

    @GET
    @Operation(summary = "Show a device")
    @Path("{device}")
    public Uni<DeviceDocument> get(@PathParam("cluster") ClusterName cluster, @PathParam("device") RouterName name) {
        return answers.device(cluster, name, Device.class)
                .chain(device -> reads.currentRevisions().map(revisions -> document(device, revisions.get(name))));
    }

    @GET
    @Operation(summary = "Show a device's configuration", description = "The whole text; its ETag is the revision.")
    @APIResponse(
            responseCode = "200",
            description = "the configuration",
            content = @Content(schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "422", description = "it is not rendered for that flavor yet")
    @Path("{device}/config")
    @Produces(TEXT)
    public Uni<Response> config(
            @PathParam("cluster") ClusterName cluster,
            @PathParam("device") RouterName name,
            @QueryParam("flavor") @Nullable String flavor,
            @Context Request request) {
        return answers.device(cluster, name, Device.class)
                .invoke(device -> renderable(device, flavor))
                .chain(() -> current(name))
                .chain(revision -> answer(name, revision, request));
    }

    /** The newest first, which is the current one; only so many are kept. */
    @GET
    @Operation(
            summary = "List the revisions of a configuration",
            description = "The newest first, which is the current one; only so many are kept.")
    @Path("{device}/revisions")
    public Uni<Page<Revision>> revisions(
            @PathParam("cluster") ClusterName cluster,
            @PathParam("device") RouterName name,
            @BeanParam PageQuery query) {
        var before = query.after(Instant::parse);
        int limit = query.limit();
        return answers.device(cluster, name, Device.class)
                .chain(() -> reads.revisions(name))
                .map(all -> all.stream()
                        .filter(one -> before == null || one.renderedAt().isBefore(before))
                        .limit(limit + 1L)
                        .toList())
                .map(found -> query.page(
                        found, Function.identity(), one -> one.renderedAt().toString()));
    }

    /** What {@code diff -u} says; {@code to} is the current revision by default. */
    @GET
    @Operation(
            summary = "Compare two revisions",
            description = "What diff -u says; the newer is the current one unless to names another.")
    @Path("{device}/diff")
    @Produces(TEXT)
    public Uni<String> diff(
            @PathParam("cluster") ClusterName cluster,
            @PathParam("device") RouterName name,
            @Parameter(required = true) @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        var older = Fields.required(from, "from");
        return answers.device(cluster, name, Device.class)
                .chain(() -> to == null ? current(name) : Uni.createFrom().item(to))
                .chain(newer -> text(name, older).chain(fromText -> text(name, newer)
                        .map(toText -> TextDiff.unified(older, fromText, newer, toText))));
    }

    private static DeviceDocument document(Device device, @Nullable String revision) {
        return new DeviceDocument(device.name(), device.role(), device.address(), device.flavor(), revision);
    }

    private Uni<Response> answer(RouterName name, String revision, Request request) {
        var tag = new EntityTag(revision);
        var unchanged = request.evaluatePreconditions(tag);
        return unchanged != null
                ? Uni.createFrom().item(unchanged.tag(tag).build())
                : text(name, revision)
                        .map(text -> Response.ok(text, TEXT).tag(tag).build());
    }

    private Uni<String> current(RouterName device) {
        return reads.currentRevisions().map(revisions -> {
            var revision = revisions.get(device);
            if (revision == null) {
                throw Answers.notFound(device + " has no configuration yet");
            }
            return revision;
        });
    }

    /** @param revision as it was asked for: not every text may be given to the database */
    private Uni<String> text(RouterName device, String revision) {
        if (!REVISION.matcher(revision).matches()) {
            throw Answers.notFound(device + " has no such revision");
        }
        return reads.text(device, revision)
                .map(text -> text.orElseThrow(() -> Answers.notFound(device + " has no such revision")));
    }

    private static void renderable(Device device, @Nullable String flavor) {
        if (flavor == null || flavor.equals(device.flavor().name())) {
            return;
        }
        if (Arrays.stream(Flavor.values()).noneMatch(known -> known.name().equals(flavor))) {
            throw new InvalidFieldException("flavor", "is one of " + Arrays.toString(Flavor.values()));
        }
        throw ProblemException.ofField(
                ProblemType.NOT_SUPPORTED,
                "flavor",
                "this router's configuration is not rendered for " + flavor + " yet");
    }
}
