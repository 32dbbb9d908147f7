package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.event.VmLifecycleEvent.Started;
import io.ipfabric.contracts.event.VmLifecycleEvent.Stopped;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.Vms;
import io.ipfabric.lab.proof.Vms.PoolUse;
import org.junit.jupiter.api.Test;

/** A VM's life through each of the two doors, in both families, hop by hop. */
@InLab
class LifecycleScenarioTest {

    private final Vms vms = new Vms();

    @Test
    void overHttp() {
        vms.create("web", "node1").orThrow("refused");
        Proofs.reachable(vms.awaitAnnounced("web"));

        vms.stop("web");
        Proofs.nowhere(vms.awaitStopped("web"));

        vms.start("web");
        Proofs.reachable(vms.awaitAnnounced("web"));

        var last = vms.find("web").orElseThrow();
        vms.delete("web");
        vms.awaitGone("web");
        Proofs.nowhere(last);
        everythingIsGivenBack("web");
    }

    @Test
    void overKafka() {
        send(Proofs.created("db", "node2"));
        var first = vms.awaitAnnounced("db");
        Proofs.reachable(first);

        send(new Stopped(VmId.of("db"), NodeName.of("node2")));
        var stopped = vms.awaitStopped("db");
        Proofs.nowhere(stopped);
        assertThat(stopped.addresses()).isEqualTo(first.addresses());

        send(new Started(VmId.of("db"), NodeName.of("node2"), null));
        var last = vms.awaitAnnounced("db");
        Proofs.reachable(last);

        send(new Deleted(VmId.of("db"), null));
        vms.awaitGone("db");
        Proofs.nowhere(last);
        everythingIsGivenBack("db");
    }

    private static void send(VmLifecycleEvent event) {
        try (var manager = new LifecycleProducer()) {
            manager.send(event);
        }
    }

    private void everythingIsGivenBack(String vm) {
        for (var pool : LabPlan.POOLS) {
            Poll.until("pool " + pool.name() + " to be unused", Vms.LIMIT, () -> vms.poolUse(pool.name())
                    .equals(PoolUse.NONE));
        }
        Poll.until("the guest to be gone", Vms.LIMIT, () -> !Namespaces.exists(LabPlan.GUEST_PREFIX + vm));
    }
}
