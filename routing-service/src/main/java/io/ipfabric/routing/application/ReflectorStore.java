package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** What reflectors hold, and how well they are seen. Everything happens in the caller's transaction. */
public interface ReflectorStore {

    /** VMs of which something may be proved by what reflectors hold. */
    Uni<List<VmId>> waitingForReflectors(Mutiny.Session session);

    Uni<List<VmId>> ownersOf(Mutiny.Session session, Collection<Address> addresses);

    /**
     * In one round trip.
     *
     * @param held of each reflector and address once
     * @return one for each, in no order
     */
    Uni<List<Change>> save(Mutiny.Session session, Collection<Held> held);

    /**
     * Where it is in sync now, what was not repeated in its generation goes.
     *
     * @return the addresses of what went
     */
    Uni<List<Address>> save(Mutiny.Session session, ReflectorSight sight);

    Uni<Boolean> isInPool(Mutiny.Session session, Address address);

    Uni<Void> save(Mutiny.Session session, PoolTopology pool);

    Uni<Void> removePool(Mutiny.Session session, String name);

    /**
     * What a reflector holds of an address now.
     *
     * @param generation of the reflector's sight; of no meaning without paths
     * @param paths none: it holds none any more
     */
    record Held(RouterName reflector, Address address, long generation, List<Path> paths) {}

    /**
     * @param before the paths that were held before
     * @param owners VMs that have the address: one, or none
     */
    record Change(Held now, List<Path> before, List<VmId> owners) {

        /** Said again: whoever it concerns knows it. */
        public boolean isNone() {
            return Set.copyOf(before).equals(Set.copyOf(now.paths()));
        }
    }
}
