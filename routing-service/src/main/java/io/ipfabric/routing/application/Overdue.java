package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.routing.domain.VmRouting;
import io.ipfabric.routing.domain.Wait;
import java.util.List;
import org.jboss.logging.Logger;

/** Says once, in the log, that something is waited for beyond its time, and once that it is not any more. And that a move went on all the same. */
final class Overdue {

    private static final Logger LOG = Logger.getLogger(Overdue.class);

    private Overdue() {}

    static void say(VmRouting before, VmRouting after) {
        for (var wait : after.overdue()) {
            if (before.overdue().stream().noneMatch(wait::isSameAs)) {
                LOG.warnf(
                        "VM %s waits for %s of node %s since %s: %s",
                        after.vm(), wait.kind(), wait.node(), wait.since(), wait.lacks());
            }
        }
        for (Wait wait : before.overdue()) {
            if (after.overdue().stream().noneMatch(wait::isSameAs)) {
                LOG.infof("VM %s waits no longer for %s of node %s", after.vm(), wait.kind(), wait.node());
            }
        }
    }

    static void sayWaived(List<RouteEvent> told) {
        for (var event : told) {
            if (event instanceof ProofWaived(var vm, var node, var epoch, var lacks, var _)) {
                LOG.warnf(
                        "VM %s is announced although node %s may announce it at epoch %s (strictTimeout PROCEED): %s",
                        vm, node, epoch, lacks);
            }
        }
    }
}
