package io.ipfabric.gateway.config.domain;

/** How a neighbor learns that a router is gone. */
public enum FailureDetection {
    /** RFC 5880: a lost link is seen within 0.3 s, by a daemon of its own. */
    BFD,
    /** RFC 4724: what a restarting BGP daemon announced stays in force, because the kernel goes on forwarding meanwhile. */
    GRACEFUL_RESTART,
    /** The hold timer alone; a daemon that dies closes its connection, which is seen at once. */
    NONE
}
