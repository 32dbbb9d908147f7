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
import io.ipfabric.http.writes.Target;
import io.ipfabric.http.writes.Writes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How all resources answer: what was made is 201 with its place, what was there already is 200, what is gone is 204. */
@ApplicationScoped
class Answers {

    private final FabricUpdates updates;
    private final FabricReads reads;
    private final Writes writes;

    @Inject
    Answers(FabricUpdates updates, FabricReads reads, Writes writes) {
        this.updates = updates;
        this.reads = reads;
        this.writes = writes;
    }

    /**
     * @param path where the made thing is
     * @param document of it
     * @param shown what reading it shows
     */
    Uni<Response> add(FabricRequest request, String path, Object document, Shown shown) {
        return writes.write(target(shown), session -> updates.apply(session, request), decision -> Uni.createFrom()
                .item(
                        switch (decision) {
                            case Changed _ -> shown(Status.CREATED, path, document);
                            case Unchanged _ -> shown(Status.OK, path, document);
                            case Refused(var problem) -> throw new ProblemException(problem);
                        }));
    }

    private static Response shown(Status status, String path, Object document) {
        return Response.status(status)
                .location(URI.create(path))
                .entity(document)
                .build();
    }

    /** @param shown what reading it shows */
    Uni<Response> remove(FabricRequest request, Shown shown) {
        return writes.write(target(shown), session -> updates.apply(session, request), decision -> Uni.createFrom()
                .item(
                        switch (decision) {
                            case Changed _, Unchanged _ -> Response.noContent().build();
                            case Refused(var problem) -> throw new ProblemException(problem);
                        }));
    }

    /** A resource's document, found in the fabric. */
    @FunctionalInterface
    interface Shown {
        Optional<?> in(Fabric fabric);
    }

    private Target target(Shown shown) {
        return session -> updates.lock(session).map(shown::in);
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
        return cluster(cluster).map(found -> device(found, name, kind)
                .orElseThrow(() -> notFound("cluster " + cluster + " has no such router " + name)));
    }

    private static <D extends Device> Optional<D> device(Cluster cluster, RouterName name, Class<D> kind) {
        return cluster.devicesOf(kind)
                .filter(device -> device.name().equals(name))
                .findFirst();
    }

    /** @param document how such a device is shown */
    static <D extends Device> Shown device(
            ClusterName cluster, RouterName name, Class<D> kind, Function<D, ?> document) {
        return fabric -> fabric.cluster(cluster)
                .flatMap(found -> device(found, name, kind))
                .map(document);
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
