package io.ipfabric.vm.domain;

/** The state as it is shown: derived from what was observed, never from what was asked. */
public enum VmStatus {
    /** It has no addresses yet. */
    REQUESTED,
    /** It has addresses and was started, but not every address is announced on its node, as far as was observed. */
    ADDRESSED,
    /** It was started, and its node was observed to announce every address. */
    RUNNING,
    /** It moves to another node: a migration is open, or the guest moved and the routes of the source were not yet seen to be gone. */
    MIGRATING,
    STOPPED,
    /** It is gone for its producer; its routes and addresses are being given back. */
    DELETING,
    /** It was accepted and could not be given what it needs; its problem says why. */
    REFUSED
}
