package io.ipfabric.lab.scenario;

import io.ipfabric.contracts.event.VmLifecycleEvent.Created;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.util.List;

/** What scenarios assert: each hop for itself, so that a failure says where. */
final class Proofs {

    private Proofs() {}

    static void reachable(VmView vm) {
        for (var address : vm.addresses()) {
            for (var hop : Hop.of(address, vm.node())) {
                Poll.until(hop.name() + " to have " + address, Vms.LIMIT, hop.holds());
            }
        }
    }

    static void nowhere(VmView vm) {
        for (var address : vm.addresses()) {
            for (var hop : Hop.of(address, vm.node())) {
                Poll.until(hop.name() + " not to have " + address, Vms.LIMIT, () -> !hop.holds()
                        .getAsBoolean());
            }
        }
    }

    static Created created(String vm, String node) {
        return new Created(
                VmId.of(vm),
                VmName.of(vm),
                ClusterName.of(LabPlan.CLUSTER),
                NodeName.of(node),
                List.of(),
                List.of(),
                null,
                null);
    }
}
