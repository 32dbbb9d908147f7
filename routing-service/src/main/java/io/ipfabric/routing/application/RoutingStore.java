package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingContext;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.VmRouting;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Where decisions are kept. Everything happens in the caller's session and transaction. */
public interface RoutingStore {

    /**
     * Waits until no other transaction decides, to the end of this one. One writer needs no order of locks; a batch of a consumer is one
     * transaction, so it is still fast.
     */
    Uni<Void> becomeTheWriter(Mutiny.Session session);

    /**
     * All that a decision about the VM needs, in one round trip: with a fresh block of epochs, and of nodes those that the VM has to do
     * with already. The context has none that is leaving, the manifests have those too.
     *
     * @param further nodes that it may have to do with next
     */
    Uni<Loaded> load(Mutiny.Session session, VmId vm, Set<NodeName> further, Timing timing);

    /** @param due when to decide again if nothing happens before */
    Uni<Void> save(Mutiny.Session session, VmRouting routing, @Nullable Instant due);

    Uni<Void> wake(Mutiny.Session session, VmId vm, @Nullable Instant due);

    /** VMs about which something is due by the database's clock, the longest first. */
    Uni<List<VmId>> due(Mutiny.Session session, int limit);

    /** VMs of which something may be proved by what reflectors hold. */
    Uni<List<VmId>> waitingForReflectors(Mutiny.Session session);

    Uni<List<VmId>> ownersOf(Mutiny.Session session, Collection<Address> addresses);

    /** @return the paths that were held before */
    Uni<List<Path>> save(Mutiny.Session session, ReflectorRoute route, Address address);

    Uni<Void> remove(Mutiny.Session session, RouterName reflector, Address address);

    /**
     * Where it is in sync now, what was not repeated in its generation goes.
     *
     * @return the addresses of what went
     */
    Uni<List<Address>> save(Mutiny.Session session, ReflectorSight sight);

    Uni<Boolean> isInPool(Mutiny.Session session, Address address);

    Uni<Void> save(Mutiny.Session session, PoolTopology pool);

    Uni<Void> removePool(Mutiny.Session session, String name);

    /** Saves what is left of it, which is next to nothing, and takes its withdrawn routes out of sight. */
    Uni<Void> forget(Mutiny.Session session, VmRouting routing);

    Uni<Void> remember(Mutiny.Session session, List<RouteEvent> events);

    Uni<Optional<NodeManifest>> manifest(Mutiny.Session session, NodeName node);

    Uni<Void> save(Mutiny.Session session, NodeManifest manifest);

    /** Who speaks for the node, without waiting for anything. */
    Uni<Speaker> speaker(Mutiny.Session session, NodeName node);

    Uni<Void> bind(Mutiny.Session session, NodeName node, NodeInstance instance);

    Uni<Void> save(Mutiny.Session session, ClusterTopology cluster);

    /** The manifests of a new node begin at the last epoch, which is above those of an earlier node of the name: its agent may remember them. */
    Uni<Void> save(Mutiny.Session session, NodeTopology node);

    /**
     * Makes sure that the next epoch is above the number, and that the known nodes' generations are not below these.
     *
     * @return whether anything was
     */
    Uni<Boolean> raise(Mutiny.Session session, long number, Map<NodeName, Long> generations);

    /** From now on no context has the node. */
    Uni<Void> leave(Mutiny.Session session, NodeName node);

    Uni<Void> remove(Mutiny.Session session, NodeName node);

    /** VMs that are placed on the node or have an endpoint there. */
    Uni<List<VmId>> vmsOf(Mutiny.Session session, NodeName node);

    record Loaded(VmRouting routing, RoutingContext context, Map<NodeName, NodeManifest> manifests) {}

    /**
     * The agent that is bound to a node.
     *
     * @param known whether the fabric has the node
     * @param instance absent until an agent reported
     */
    record Speaker(boolean known, @Nullable NodeInstance instance) {}
}
