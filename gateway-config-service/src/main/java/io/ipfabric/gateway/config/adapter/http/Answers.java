package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.application.FabricReads;
import io.ipfabric.gateway.config.application.FabricUpdates;
import io.ipfabric.gateway.config.domain.Cluster;
import io.ipfabric.gateway.config.domain.Decision.Changed;
import io.ipfabric.gateway.config.domain.Decision.Refused;
import io.ipfabric.gateway.config.domain.Decision.Unchanged;
import io.ipfabric.gateway.config.domain.Device;
import io.ipfabric.gateway.config.domain.Fabric;
import io.ipfabric.gateway.config.domain.FabricRequest;
import io.ipfabric.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** How all resources answer: what was made is 201 with its place, what was there already is 200, what is gone is 204. */
@ApplicationScoped
class Answers {

    private final FabricUpdates updates;
    private final FabricReads reads;

    @Inject
    Answers(FabricUpdates updates, FabricReads reads) {
        this.updates = updates;
        this.reads = reads;
    }

    /** @param path where the made thing is */
    <T> Uni<RestResponse<T>> add(FabricRequest request, String path, T document) {
        return updates.apply(request).map(decision -> switch (decision) {
            case Changed _ ->
                ResponseBuilder.<T>created(URI.create(path)).entity(document).build();
            case Unchanged _ ->
                ResponseBuilder.ok(document).header("Location", path).build();
            case Refused(var problem) -> throw new ProblemException(problem);
        });
    }

    Uni<RestResponse<Void>> remove(FabricRequest request) {
        return updates.apply(request).map(decision -> switch (decision) {
            case Changed _, Unchanged _ -> RestResponse.status(Status.NO_CONTENT);
            case Refused(var problem) -> throw new ProblemException(problem);
        });
    }

    Uni<Fabric> fabric() {
        return reads.fabric();
    }

    Uni<Cluster> cluster(ClusterName name) {
        return fabric().map(fabric -> fabric.cluster(name).orElseThrow(() -> notFound("there is no cluster " + name)));
    }

    /** In the order of their names. */
    <D extends Device> Uni<List<D>> devices(ClusterName cluster, Class<D> kind) {
        return cluster(cluster).map(found -> found.devicesOf(kind).toList());
    }

    <D extends Device> Uni<D> device(ClusterName cluster, RouterName name, Class<D> kind) {
        return cluster(cluster).map(found -> found.devicesOf(kind)
                .filter(device -> device.name().equals(name))
                .findFirst()
                .orElseThrow(() -> notFound("cluster " + cluster + " has no such router " + name)));
    }

    static <T> T body(@Nullable T body) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the request has no body");
        }
        return body;
    }

    static ProblemException notFound(String detail) {
        return ProblemException.of(ProblemType.NOT_FOUND, detail);
    }
}
