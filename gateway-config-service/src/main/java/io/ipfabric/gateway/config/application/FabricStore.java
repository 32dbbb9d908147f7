package io.ipfabric.gateway.config.application;

import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.DeviceConfiguration;
import io.ipfabric.gateway.config.domain.Fabric;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Where the fabric and its configurations are kept. Every method acts within the session's transaction. */
public interface FabricStore {

    /** How many revisions of a router's text are kept. */
    int REVISIONS_MAX = 100;

    /** A text that a router was given, or is given still. */
    record Revision(String revision, Instant renderedAt) {}

    /**
     * The fabric, which nobody else changes until the transaction ends. One lock for all of it: operators change it seldom, names are unique
     * across clusters, and records of the topology must leave in commit order.
     */
    Uni<Fabric> lock(Mutiny.Session session);

    Uni<Fabric> load(Mutiny.Session session);

    /** Of the locked fabric. */
    Uni<Void> save(Mutiny.Session session, Fabric before, Fabric after);

    /** What each router is to run, as far as it was rendered. */
    Uni<Map<RouterName, String>> currentRevisions(Mutiny.Session session);

    /** Makes these the current ones. */
    Uni<Void> keep(Mutiny.Session session, Collection<DeviceConfiguration> configurations);

    /** The newest first, which is the current one. */
    Uni<List<Revision>> revisions(Mutiny.Session session, RouterName device);

    Uni<Optional<String>> text(Mutiny.Session session, RouterName device, String revision);
}
