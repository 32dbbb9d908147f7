package io.ipfabric.lab.scenario;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.util.List;

/** How every story of a VM has to end: one announcer, the right one, and nothing left elsewhere. */
final class Settled {

    private static final List<Router> NODES = List.of(LabPlan.node(1), LabPlan.node(2), LabPlan.node(3));

    private Settled() {}

    static VmView on(Router node, Vms vms, String id) {
        return check(vms.await(
                id,
                "RUNNING and confirmed on " + node.name(),
                view -> isAtRest(view) && view.node().equals(node)));
    }

    /** On whichever node it is then. */
    static VmView somewhere(Vms vms, String id, Duration limit) {
        return check(vms.await(id, "RUNNING and confirmed", Settled::isAtRest, limit));
    }

    private static boolean isAtRest(VmView vm) {
        return vm.state().equals("RUNNING") && vm.isConfirmed();
    }

    private static VmView check(VmView vm) {
        Proofs.reachable(vm);
        for (var other : NODES) {
            if (!other.equals(vm.node())) {
                for (var address : vm.addresses()) {
                    Poll.until(
                            other.name() + " to have nothing of " + address,
                            Vms.LIMIT,
                            () -> !Hop.isKnown(other, address));
                    for (var router : LabPlan.reflectors()) {
                        Poll.until(
                                router.name() + " to have no path of " + other.name() + " to " + address,
                                Vms.LIMIT,
                                () -> !Hop.hasPath(router, other, address));
                    }
                }
            }
        }
        return vm;
    }
}
