package io.ipfabric.simulation;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.routing.domain.Order;
import io.ipfabric.routing.domain.ReflectorSights;
import io.ipfabric.routing.domain.VmRouting;
import java.util.TreeMap;

/** Faults that are put into the system on purpose, to see that the invariants find them. */
enum Sabotage {
    NONE,
    /** ipam-service takes a pool's view of before the last allocation. */
    DOUBLE_ALLOCATION,
    /** ipam-service releases when the VM is deleted, whatever its routes do. */
    RELEASE_WITHOUT_PROOF,
    /** routing-service announces a VM's new place as its settled one while the old node may still announce. */
    ALWAYS_NORMAL,
    /** routing-service gives every intent the same epoch. */
    STUCK_EPOCH,
    /** routing-service forgets to tell a node that a VM stopped there. */
    WITHDRAWAL_LOST,
    /** An agent takes a link away that somebody else made. */
    FOREIGN_LINK_DELETED,
    /** routing-service asks one reflector only of what it announces. */
    ONE_REFLECTOR_ASKED {
        @Override
        ReflectorSights sight(VmRouting routing, ReflectorSights seen) {
            if (routing.deleted()) {
                return seen;
            }
            var first = new TreeMap<>(seen.states());
            first.keySet().retainAll(seen.states().keySet().stream().limit(1).toList());
            return new ReflectorSights(first, seen.paths());
        }
    },
    /** routing-service asks no reflector about a deleted VM. */
    RELEASE_BY_REPORT {
        @Override
        ReflectorSights sight(VmRouting routing, ReflectorSights seen) {
            return routing.deleted() ? ReflectorSights.NONE : seen;
        }
    },
    /** routing-service asks no reflector while a seamless move's source is the backup path. */
    SEAMLESS_BY_REPORT {
        @Override
        ReflectorSights sight(VmRouting routing, ReflectorSights seen) {
            boolean backed =
                    routing.endpoints().values().stream().anyMatch(told -> told.order() instanceof Order.Redirect);
            return backed && hasMoved(routing, CutoverPolicy.SEAMLESS) ? ReflectorSights.NONE : seen;
        }
    },
    /** routing-service takes an operator's word before anybody waited. */
    WORD_AT_ONCE,
    /** routing-service goes on without proof, whatever the migration says. */
    HOLD_IGNORED,
    /** routing-service goes on without proof before it waited for one. */
    WAIVED_AT_ONCE,
    /** routing-service asks no reflector after a strict switch. */
    STRICT_BY_REPORT {
        @Override
        ReflectorSights sight(VmRouting routing, ReflectorSights seen) {
            return hasMoved(routing, CutoverPolicy.STRICT) ? ReflectorSights.NONE : seen;
        }
    };

    /** What the decider is given to see. */
    ReflectorSights sight(VmRouting routing, ReflectorSights seen) {
        return seen;
    }

    private static boolean hasMoved(VmRouting routing, CutoverPolicy cutover) {
        var placement = routing.placement();
        return !routing.deleted() && placement != null && placement.cutover() == cutover;
    }
}
