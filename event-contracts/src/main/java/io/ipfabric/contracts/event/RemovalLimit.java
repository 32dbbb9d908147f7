package io.ipfabric.contracts.event;

/**
 * How many endpoints a node gives up at once without a word: more look like a mistake until a {@link RouteIntent.Manifest} confirms them.
 * Who writes a manifest and who obeys it must agree on it.
 */
public final class RemovalLimit {

    /** So many go in any case. */
    public static final int UNCONFIRMED_MAX = 10;

    /** And one in so many of those that the node carries. */
    public static final int SHARE = 5;

    private RemovalLimit() {}

    /**
     * Whoever counts more removals of the same node comes to no milder answer.
     *
     * @param carried endpoints that the node has, those to be removed among them
     */
    public static boolean isExceeded(int removals, int carried) {
        return removals > Math.max(UNCONFIRMED_MAX, carried / SHARE);
    }
}
