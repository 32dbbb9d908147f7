package io.ipfabric.gateway.config.domain;

/** How a neighbor learns that a router is gone. */
public enum FailureDetection {
    /** RFC 5880: within {@value Bfd#DETECTION_MILLISECONDS} ms, by a daemon of its own. */
    BFD,
    /** RFC 4724: what a restarting BGP daemon announced stays in force, because the kernel goes on forwarding meanwhile. */
    GRACEFUL_RESTART,
    /** The hold timer alone; a daemon that dies closes its connection, which is seen at once. */
    NONE;

    /** The intervals that were measured with dynamic neighbors: a lost link was seen within 0.4 s. */
    public static final class Bfd {
        public static final int INTERVAL_MILLISECONDS = 100;
        public static final int MULTIPLIER = 3;
        public static final int DETECTION_MILLISECONDS = INTERVAL_MILLISECONDS * MULTIPLIER;

        private Bfd() {}
    }
}
