package io.ipfabric.lab.scenario;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How every story of a VM has to end: one announcer, the right one, and nothing left elsewhere. */
final class Settled {

    private Settled() {}

    static void on(Router node, Vms vms, String id) {
        await(vms, id, "alone on " + node.name(), vm -> vm.node().equals(node), Vms.LIMIT);
    }

    /** On whichever node it is then: an order that is still on its way may move it once more. */
    static VmView somewhere(Vms vms, String id, Duration limit) {
        return await(vms, id, "on one node alone", _ -> true, limit);
    }

    private static VmView await(Vms vms, String id, String what, Predicate<VmView> wanted, Duration limit) {
        var vm = vms.await(
                id,
                "RUNNING, confirmed and " + what,
                view -> isAtRest(view) && wanted.test(view) && isNowhereElse(view),
                limit);
        Proofs.reachable(vm);
        return vm;
    }

    private static boolean isAtRest(VmView vm) {
        return vm.state().equals("RUNNING") && vm.isConfirmed();
    }

    private static boolean isNowhereElse(VmView vm) {
        return Stream.of(LabPlan.node(1), LabPlan.node(2), LabPlan.node(3))
                .filter(other -> !other.equals(vm.node()))
                .allMatch(other -> vm.addresses().stream().allMatch(address -> isUnknown(other, address)));
    }

    private static boolean isUnknown(Router node, Address address) {
        return !Hop.isKnown(node, address)
                && LabPlan.reflectors().stream().noneMatch(reflector -> Hop.hasPath(reflector, node, address));
    }
}
