package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;

/**
 * A route in the kernel's main table.
 *
 * @param protocol who made it (rtm_protocol, 0 to 255); ours is {@link #PROTOCOL}
 * @param metric unsigned 32 bits: the low 24 bits are the class, the top byte is zebra's administrative distance
 */
public record KernelRoute(Prefix destination, int protocol, long metric, NextHop nextHop) {

    /** Our route-protocol number: none that FRR takes for its own (it sweeps 42 and 186 to 198 when it starts). */
    public static final int PROTOCOL = 201;

    /** The distance that yields to a path learned over iBGP (200) in zebra. */
    public static final long YIELDING_DISTANCE = 201L << 24;

    /** Largest class. 20 is the key of zebra's own BGP routes: writing there overwrites them without a word. */
    public static final long CLASS_MAX = 19;

    private static final long METRIC_MAX = 0xffff_ffffL;
    private static final long CLASS_MASK = 0xff_ffffL;
    private static final int PROTOCOL_MAX = 0xff;

    public KernelRoute {
        if (metric < 0 || metric > METRIC_MAX) {
            throw new IllegalArgumentException("a metric is 0 to 4294967295, not " + metric);
        }
        if (protocol < 0 || protocol > PROTOCOL_MAX) {
            throw new IllegalArgumentException("a route protocol is 0 to 255, not " + protocol);
        }
    }

    /** A host route of ours. */
    public static KernelRoute ours(Address destination, long metric, NextHop nextHop) {
        return new KernelRoute(destination.hostPrefix(), PROTOCOL, metric, nextHop);
    }

    public boolean isOurs() {
        return protocol == PROTOCOL;
    }

    /** The metric without the distance: 1 to 19 on our own routes. */
    public long routeClass() {
        return metric & CLASS_MASK;
    }

    /** Whether zebra prefers a path learned over iBGP to it. */
    public boolean isYielding() {
        return (metric & ~CLASS_MASK) == YIELDING_DISTANCE;
    }

    /** Of the interface that it leads over; 0: none. */
    public int linkIndex() {
        return switch (nextHop) {
            case Device(int index) -> index;
            case Gateway gateway -> gateway.index();
            case Blackhole _, Other _ -> 0;
        };
    }

    public KernelRoute withMetric(long other) {
        return new KernelRoute(destination, protocol, other, nextHop);
    }

    /** Where the kernel sends what it routes by it. */
    public sealed interface NextHop {}

    /** To a guest on this interface. */
    public record Device(int index) implements NextHop {}

    /** To another router over this interface. */
    public record Gateway(Address via, int index) implements NextHop {}

    /** Nowhere: what comes is dropped, and nobody is told. */
    public record Blackhole() implements NextHop {}

    /**
     * Nothing that we ever install (several next hops, a next-hop object, …), so it never equals what is desired.
     *
     * @param description for messages
     */
    public record Other(String description) implements NextHop {}
}
