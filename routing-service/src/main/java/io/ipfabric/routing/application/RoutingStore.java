package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Outgoing;
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
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Where decisions are kept. Everything happens in the caller's session and transaction. */
public interface RoutingStore {

    /**
     * All that a decision about the VM needs, in one round trip: with a fresh block of epochs, and of nodes those that the VM has to do
     * with already. The context has none that is leaving, the manifests have those too.
     *
     * @param further nodes that it may have to do with next
     */
    Uni<Loaded> load(Mutiny.Session session, VmId vm, Set<NodeName> further, Timing timing);

    /** What was decided, and what is to be published of it, in one round trip. Of a VM of which only the past is left next to nothing is kept. */
    Uni<Void> save(Mutiny.Session session, Decided decided);

    Uni<Void> wake(Mutiny.Session session, VmId vm, @Nullable Instant due);

    /** What is due by the database's clock, the longest first. */
    Uni<Due> due(Mutiny.Session session, int limit);

    /** How many VMs wait beyond the time for it; what nobody waits for is not there. */
    Uni<Map<Wait.Kind, Long>> overdue(Mutiny.Session session);

    Uni<Optional<VmId>> ownerOf(Mutiny.Session session, Address address);

    /**
     * @param now VMs about which something is due
     * @param next in how long there may be more; empty: not as far as was looked
     */
    record Due(List<VmId> now, Optional<Duration> next) {}

    /** @param cause the request that was decided about last; empty: none, or it is not known any more */
    record Loaded(
            VmRouting routing,
            RoutingContext context,
            Map<NodeName, NodeManifest> manifests,
            Optional<TraceContext> cause) {}

    /**
     * What a decision changed.
     *
     * @param cause the request that was decided about last
     * @param due when to decide again if nothing happens before
     * @param told of the VM's routes, to be looked at
     * @param manifests those that are not as before
     */
    record Decided(
            VmRouting before,
            VmRouting after,
            @Nullable TraceContext cause,
            @Nullable Instant due,
            List<RouteEvent> told,
            List<NodeManifest> manifests,
            List<Outgoing> published) {

        /** Nodes of which it is proved that nothing is left there, or that left the fabric. */
        Set<NodeName> removed() {
            var nodes = new TreeSet<>(before.endpoints().keySet());
            nodes.removeAll(after.endpoints().keySet());
            return nodes;
        }
    }
}
