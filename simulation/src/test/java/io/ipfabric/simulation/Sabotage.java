package io.ipfabric.simulation;

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
    FOREIGN_LINK_DELETED
}
