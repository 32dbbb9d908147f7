package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import org.jspecify.annotations.Nullable;

/**
 * Where a VM is.
 *
 * @param life the generation in which the VM was created: an earlier one of the same id has a lower one
 * @param cutover how it moved there live; absent: it was started there
 * @param strictTimeout what happens, if it moved by a STRICT move, when an older node is not proved silent in time. One that was stored without it holds
 * @param delivering whether the node was seen to deliver to it since it is there. Nobody is told to send there before, but for {@link WantedOrders} 8
 */
public record Placement(
        VmName name,
        ClusterName cluster,
        Generation life,
        NodeName node,
        Generation generation,
        VmInterface iface,
        boolean running,
        @Nullable CutoverPolicy cutover,
        StrictTimeout strictTimeout,
        boolean delivering) {

    public Placement {
        strictTimeout = StrictTimeout.orHold(strictTimeout);
    }

    /** As it was created. */
    public static Placement first(
            VmName name,
            ClusterName cluster,
            NodeName node,
            Generation generation,
            VmInterface iface,
            boolean running) {
        return new Placement(
                name, cluster, generation, node, generation, iface, running, null, StrictTimeout.HOLD, false);
    }

    /** Whether a start in this generation was heard before. */
    boolean isStartedIn(Generation at) {
        return running && at.equals(generation);
    }

    Placement startedOn(NodeName started, Generation at) {
        return new Placement(name, cluster, life, started, at, iface, true, null, StrictTimeout.HOLD, false);
    }

    Placement movedBy(Move move) {
        return new Placement(
                name,
                cluster,
                life,
                move.target(),
                move.generation(),
                iface,
                true,
                move.cutover(),
                move.strictTimeout(),
                false);
    }

    /** Whether it came by a STRICT move, and is not to be announced because of what this older node may announce. */
    boolean awaits(Told older) {
        boolean waived = strictTimeout == StrictTimeout.PROCEED && older.proof().waived() != null;
        return cutover == CutoverPolicy.STRICT && older.silentSince() == null && !waived;
    }

    Placement stopped(Generation at) {
        return new Placement(name, cluster, life, node, at, iface, false, cutover, strictTimeout, false);
    }

    Placement seenDelivering() {
        return new Placement(name, cluster, life, node, generation, iface, running, cutover, strictTimeout, true);
    }
}
