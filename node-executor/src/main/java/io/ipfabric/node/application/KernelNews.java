package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelRoute;
import org.jboss.logging.Logger;

/** Marks the endpoints that something which happened in the kernel concerns. Runs in the loop's thread alone. */
final class KernelNews {

    private static final Logger LOG = Logger.getLogger(KernelNews.class);

    private final LoopParts parts;
    private final Runnable lost;

    /** @param lost called when events were lost */
    KernelNews(LoopParts parts, Runnable lost) {
        this.parts = parts;
        this.lost = lost;
    }

    void on(KernelEvent event) {
        switch (event) {
            case KernelEvent.LinkChanged(var link) -> {
                // The event may be older than what is known: it says where to look.
                parts.applier.refresh(link.index());
                concerns(link.name());
                link.alternativeNames().forEach(this::concerns);
            }
            case KernelEvent.LinkRemoved(int linkIndex, String name) -> {
                parts.mirror.link(linkIndex).ifPresent(link -> link.alternativeNames()
                        .forEach(this::concerns));
                parts.mirror.removeLink(linkIndex);
                parts.applier.refresh(name);
                concerns(name);
            }
            case KernelEvent.RouteRemoved(var route) -> {
                parts.mirror.remove(route);
                // IPv6 routes of a link that goes are told before the link is: it must not be routed to again.
                if (route.nextHop() instanceof KernelRoute.Device(int linkIndex)) {
                    parts.applier.refresh(linkIndex);
                }
                concerns(route);
            }
            case KernelEvent.RouteWritten(var route) -> {
                parts.mirror.put(route);
                concerns(route);
            }
            case KernelEvent.ResyncNeeded(String reason) -> {
                LOG.warnf("kernel events were lost, everything is observed anew: %s", reason);
                lost.run();
            }
        }
    }

    private void concerns(KernelRoute route) {
        parts.marks.dirty(parts.index.using(route.destination().network()));
    }

    /** A link that is no VM's may be the way to other nodes. */
    private void concerns(String name) {
        var vms = parts.index.named(name);
        if (vms.isEmpty()) {
            parts.marks.dirty(parts.index.redirecting());
        } else {
            // A guest's link that goes may be the guest going.
            parts.marks.urgent(vms);
        }
    }

    /** The frame proves that somebody is there; the news that the link has carrier may still be on its way. */
    void guestHeard(int linkIndex) {
        parts.armed
                .awaitedOn(linkIndex)
                .flatMap(parts.planner::endpoint)
                .filter(parts.evidence::isAwaited)
                .ifPresent(endpoint -> arrived(endpoint, linkIndex));
    }

    private void arrived(Endpoint endpoint, int linkIndex) {
        parts.evidence.arrived(endpoint);
        if (parts.mirror.link(linkIndex).filter(KernelLink::carrier).isEmpty()) {
            parts.applier.refresh(linkIndex);
        }
        parts.marks.urgent(endpoint.vm());
    }
}
