package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingContext;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.VmRouting;
import io.ipfabric.routing.domain.Wait;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
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

    /** What is due by the database's clock, the longest first. */
    Uni<Due> due(Mutiny.Session session, int limit);

    /** How many VMs wait beyond the time for it; what nobody waits for is not there. */
    Uni<Map<Wait.Kind, Long>> overdue(Mutiny.Session session);

    Uni<Optional<VmId>> ownerOf(Mutiny.Session session, Address address);

    /** Saves what is left of it, which is next to nothing, and takes its withdrawn routes out of sight. */
    Uni<Void> forget(Mutiny.Session session, VmRouting routing);

    /** What was told of the VM's routes, to be looked at. */
    Uni<Void> remember(Mutiny.Session session, VmRouting routing, List<RouteEvent> events);

    /**
     * @param now VMs about which something is due
     * @param next in how long there may be more; empty: not as far as was looked
     */
    record Due(List<VmId> now, Optional<Duration> next) {}

    record Loaded(VmRouting routing, RoutingContext context, Map<NodeName, NodeManifest> manifests) {}
}
