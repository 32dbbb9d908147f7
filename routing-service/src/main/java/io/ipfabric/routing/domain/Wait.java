package io.ipfabric.routing.domain;

import io.ipfabric.contracts.value.NodeName;
import java.time.Instant;

/**
 * Something that a VM's routes wait for.
 *
 * @param node of which it is waited for
 * @param deadline from which on it is talked about
 * @param lacks the evidence that is not there, for a person
 */
public record Wait(Kind kind, NodeName node, Instant since, Instant deadline, String lacks) {

    /** Few and fixed: they are labels of a metric. */
    public enum Kind {
        /** The reflectors hold what a move's target announces. */
        ROUTE_HELD(false),
        /** The guest comes to a move's target. */
        GUEST_ARRIVED(false),
        /** The target delivers to the guest. */
        TARGET_DELIVERS(false),
        /** STRICT: the source is silent, so that the target may announce. */
        SOURCE_WITHDRAWN(true),
        /** A node where the VM was, or was to be, is silent. */
        SOURCE_GONE(true),
        /** The node of a stopped VM is silent. */
        STOPPED(true),
        /** A silent node has nothing of the VM any more. */
        REMOVED(true),
        /** A node has nothing of a deleted VM any more, so that its addresses may be released. */
        RELEASED(true);

        private final boolean forceable;

        Kind(boolean forceable) {
            this.forceable = forceable;
        }

        /** Whether an operator's word may stand for the evidence: where it is that a node is silent, and nothing else. */
        public boolean isForceable() {
            return forceable;
        }
    }

    /** Whether it is the same wait, whatever is lacking now. */
    public boolean isSameAs(Wait other) {
        return kind == other.kind && node.equals(other.node) && since.equals(other.since);
    }

    @Override
    public String toString() {
        return kind + " of " + node + ": " + lacks;
    }
}
