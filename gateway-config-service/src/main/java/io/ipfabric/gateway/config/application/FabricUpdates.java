package io.ipfabric.gateway.config.application;

import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Decision;
import io.ipfabric.gateway.config.domain.Decision.Changed;
import io.ipfabric.gateway.config.domain.Decision.Refused;
import io.ipfabric.gateway.config.domain.Decision.Unchanged;
import io.ipfabric.gateway.config.domain.DeviceConfiguration;
import io.ipfabric.gateway.config.domain.Fabric;
import io.ipfabric.gateway.config.domain.FabricDecider;
import io.ipfabric.gateway.config.domain.FabricRequest;
import io.ipfabric.gateway.config.domain.ObserverAddress;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link FabricDecider}. In one transaction: lock and load, decide, store, render the routers of every cluster that
 * changed, and publish the levels that differ from those that are known.
 *
 * <p>Texts are compared with the stored revisions and not with a rendering of the state before, so that a new version of this service
 * also publishes what it renders otherwise.
 */
@ApplicationScoped
public class FabricUpdates {

    private final FabricDecider decider = new FabricDecider(Topic.ROUTE_INTENTS.partitions());
    private final Mutiny.SessionFactory sessions;
    private final FabricStore store;
    private final Outbox outbox;
    private final @Nullable ObserverAddress observer;

    @Inject
    FabricUpdates(
            Mutiny.SessionFactory sessions,
            FabricStore store,
            Outbox outbox,
            @ConfigProperty(name = "fabric.observer.address") Optional<String> observerAddress,
            @ConfigProperty(name = "fabric.observer.port") int observerPort,
            @ConfigProperty(name = "fabric.observer.bgp.address") Optional<String> observerClient) {
        this.sessions = sessions;
        this.store = store;
        this.outbox = outbox;
        this.observer = observerAddress
                .map(host -> ObserverAddress.of(Address.of(host), observerPort, observerClient.map(Address::of)))
                .orElse(null);
    }

    /** The fabric, which nobody else changes until the transaction ends. */
    public Uni<Fabric> lock(Mutiny.Session session) {
        return store.lock(session);
    }

    /** In the caller's transaction. */
    public Uni<Decision> apply(Mutiny.Session session, FabricRequest request) {
        return store.lock(session).chain(fabric -> {
            var decision = decider.decide(fabric, request);
            return switch (decision) {
                case Changed(var after) -> change(session, fabric, after).replaceWith(decision);
                case Unchanged _, Refused _ -> Uni.createFrom().item(decision);
            };
        });
    }

    /** Renders all routers: what is other than the stored text is stored and published. The clusters are published again as they are. */
    Uni<Void> renderAll() {
        return sessions.withTransaction((session, _) -> store.lock(session).chain(fabric -> configurations(
                        session, fabric, List.copyOf(fabric.clusters().keySet()))
                .map(texts -> Stream.concat(TopologyLevels.clusters(fabric).stream(), texts.stream())
                        .toList())
                .chain(records -> outbox.publish(session, records))));
    }

    private Uni<Void> change(Mutiny.Session session, Fabric before, Fabric after) {
        var records = new ArrayList<>(TopologyLevels.difference(before, after));
        records.addAll(goneDevices(before, after));
        return store.save(session, before, after)
                .chain(() -> configurations(session, after, after.changedClusters(before)))
                .invoke(records::addAll)
                .chain(() -> outbox.publish(session, records));
    }

    /** Stores the texts that differ from the current ones, and returns what is to be published of them. */
    private Uni<List<Outgoing>> configurations(
            Mutiny.Session session, Fabric fabric, Collection<ClusterName> clusters) {
        return store.currentRevisions(session).chain(current -> {
            var changed = clusters.stream()
                    .flatMap(cluster -> fabric.configurations(cluster, observer).stream())
                    .filter(configuration -> isNew(configuration, current))
                    .toList();
            return store.keep(session, changed)
                    .replaceWith(
                            () -> changed.stream().map(FabricUpdates::level).toList());
        });
    }

    private static boolean isNew(DeviceConfiguration configuration, Map<RouterName, String> current) {
        return !configuration
                .revision()
                .equals(current.get(configuration.device().name()));
    }

    private static Outgoing level(DeviceConfiguration configuration) {
        var device = configuration.device();
        return Outgoing.of(new RouterConfig(
                device.name(),
                configuration.cluster(),
                device.role(),
                device.flavor(),
                configuration.revision(),
                configuration.text()));
    }

    private static List<Outgoing> goneDevices(Fabric before, Fabric after) {
        return before.clusters().values().stream()
                .flatMap(cluster -> cluster.devices().keySet().stream())
                .filter(device -> after.device(device).isEmpty())
                .map(device -> Outgoing.tombstone(Topic.ROUTER_CONFIGS, device.value()))
                .toList();
    }
}
