package io.ipfabric.node.domain;

/**
 * What the kernel tells by itself. Delivery is not certain ({@link ResyncNeeded}) and an event may be older than what was
 * last observed, so an event says where to look and is never the truth itself.
 *
 * <p>The kernel removes the IPv4 routes of a link that is deleted or set down <em>without telling</em>: a {@link LinkRemoved}
 * or a link that is no longer up stands for them.
 */
public sealed interface KernelEvent {

    /** A link appeared, or its name, address, administrative state or carrier changed. */
    record LinkChanged(KernelLink link) implements KernelEvent {}

    record LinkRemoved(int index, String name) implements KernelEvent {}

    /** A route with our protocol number was deleted, not by us. */
    record RouteRemoved(KernelRoute route) implements KernelEvent {}

    /** A route with our protocol number was added or replaced, not by us. */
    record RouteWritten(KernelRoute route) implements KernelEvent {}

    /** Events were lost (the receive buffer overflowed) or could not be read: observe everything anew. */
    record ResyncNeeded(String reason) implements KernelEvent {}
}
